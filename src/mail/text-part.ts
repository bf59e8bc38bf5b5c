import { compile } from 'html-to-text';

const toText = compile({
  wordwrap: 78,
  selectors: [
    { selector: 'img', format: 'skip' },
    // As RFC 3986 asks for in text: programs find where the address ends.
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    { selector: 'table.data', format: 'dataTable' },
  ],
  limits: { maxInputLength: 2_000_000 },
});

/** The text part of a mail, for programs and people that want no HTML. */
export function textPart(html: string): string {
  return toText(html);
}
