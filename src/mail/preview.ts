import type { MailTemplate } from './mail.js';
import { renderHtml, renderLine } from './liquid.js';
import { makeReady } from './template-check.js';
import type { CompiledStore } from './compiled-store.js';
import { textPart } from './text-part.js';

/** A mail as its receiver would see it, made of the sample values. */
export interface Preview {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Throws `BadTemplate`. */
export async function preview(template: MailTemplate, store: CompiledStore): Promise<Preview> {
  await makeReady([template], store);
  const html = renderHtml((await store.find(template.mjml)) as string, template.sample);
  return { subject: renderLine(template.subject, template.sample), html, text: textPart(html) };
}
