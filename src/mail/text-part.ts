import { compile } from 'html-to-text';

const toText = compile({
  wordwrap: 78,
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'table.data', format: 'dataTable' },
  ],
  limits: { maxInputLength: 2_000_000 },
});

/** The text part of a mail, for programs and people that want no HTML. */
export function textPart(html: string): string {
  return toText(html);
}
