import type { CompiledStore } from './compiled-store.js';
import { renderHtml, renderLine } from './liquid.js';
import { compiledOnce, type MailSource } from './template-check.js';
import { textPart } from './text-part.js';

/** A mail as its receiver would see it, made of the sample values. */
export interface Preview {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Throws `BadTemplate`. */
export async function preview(source: MailSource, store: CompiledStore): Promise<Preview> {
  const html = renderHtml(await compiledOnce(source, store), source.sample);
  return { subject: renderLine(source.subject, source.sample), html, text: textPart(html) };
}
