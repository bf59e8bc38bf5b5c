import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { letOthersGoFirst } from '../low-priority.js';
import { withBreaks } from './long-words.js';
import type { PdfDocument } from './pdf.js';

export type Laid = { readonly bytes: Uint8Array } | { readonly fault: string };

/** As much of pdfmake as is used; its own types bring those of a browser to the whole program. */
interface PdfMake {
  setFonts(fonts: unknown): void;
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (file: string) => boolean): void;
  createPdf(definition: object): { getBuffer(): Promise<Uint8Array> };
}

const load = createRequire(import.meta.url);
const pdfmake = load('pdfmake') as PdfMake;
const FONTS = path.join(path.dirname(load.resolve('pdfmake/package.json')), 'fonts');

pdfmake.setFonts(load('pdfmake/fonts/Roboto.js'));
// What a document names is not fetched, and no file but the fonts is read.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((file) => path.resolve(file).startsWith(`${FONTS}${path.sep}`));

letOthersGoFirst();
parentPort?.on('message', async (document: PdfDocument) => parentPort?.postMessage(await laid(document)));

async function laid(document: PdfDocument): Promise<Laid> {
  try {
    return { bytes: await pdfmake.createPdf(definitionOf(document)).getBuffer() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function definitionOf({ margins, pageSize, footer, watermark, info, ...document }: PdfDocument): object {
  return {
    ...document,
    content: withBreaks(document.content),
    styles: document.styles ?? {},
    defaultStyle: { fontSize: 9.5, lineHeight: 1.15, ...document.defaultStyle },
    pageMargins: margins ?? [50, 50, 50, 60],
    pageSize: pageSize ?? 'A4',
    ...(watermark === undefined ? {} : { watermark: { text: watermark, opacity: 0.06, bold: true } }),
    ...(footer === undefined ? {} : { footer: footerOf(footer, margins) }),
    // The identifier of the file is made of these: so the bytes are the same each time.
    info: { ...info, creationDate: new Date(0), producer: 'Koapress', creator: 'Koapress' },
  };
}

function footerOf([left, right]: readonly [string, string], margins: PdfDocument['margins']) {
  const at = (text: string, page: number, pages: number) =>
    text.replaceAll('{pages}', String(pages)).replaceAll('{page}', String(page));
  const style = { fontSize: 8, color: '#666666' } as const;
  return (page: number, pages: number) =>
    withBreaks({
      margin: [margins?.[0] ?? 50, 20, margins?.[2] ?? 50, 0],
      columns: [
        { ...style, text: at(left, page, pages) },
        { ...style, text: at(right, page, pages), alignment: 'right', width: 'auto', noWrap: true },
      ],
    });
}
