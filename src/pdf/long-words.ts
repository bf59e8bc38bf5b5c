import type { PdfContent } from './pdf.js';

/** More letters without a space than any word of a language has that stands in a column. */
const LONG = /(\S{32,})/u;

type Run = string | { readonly text: string; readonly wordBreak: 'break-all' };

/**
 * The same content, where addresses and other long words may be broken anywhere: else one in a table is as wide as it
 * is, and what stands beside it is off the page.
 */
export function withBreaks(content: PdfContent): unknown {
  if (typeof content === 'string') return { text: runsOf(content) };
  if (isList(content)) return content.map(withBreaks);
  if ('text' in content) return { ...content, text: textOf(content.text) };
  if ('stack' in content) return { ...content, stack: content.stack.map(withBreaks) };
  if ('columns' in content) return { ...content, columns: content.columns.map(withBreaks) };
  if (!('table' in content)) return content;
  const body = content.table.body.map((row) => row.map(withBreaks));
  return { ...content, table: { ...content.table, body } };
}

function textOf(text: Extract<PdfContent, { text: unknown }>['text']): unknown {
  return typeof text === 'string' ? runsOf(text) : text.map(withBreaks);
}

function runsOf(text: string): string | readonly Run[] {
  if (!LONG.test(text)) return text;
  return text
    .split(LONG)
    .map((part, index): Run => (index % 2 === 0 ? part : { text: part, wordBreak: 'break-all' }))
    .filter((run) => run !== '');
}

function isList(content: PdfContent): content is readonly PdfContent[] {
  return Array.isArray(content);
}
