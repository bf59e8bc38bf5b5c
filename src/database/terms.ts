import { folded } from './folded.js';

/** Length of the term column. */
const MAX_TERM = 24;
/** The last code point: `prefix` up to `prefix` + this holds every term that begins with it. */
export const TERM_END = '\u{10FFFF}';

/** The words of a text as they are kept and looked for: case and accents folded, split at blanks and punctuation. */
export function termsOf(...texts: readonly (string | null | undefined)[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    if (!text) continue;
    const plain = folded(text);
    for (const word of plain.split(/[\s\p{P}\p{Z}\p{C}]+/u)) {
      if (word !== '') terms.add([...word].slice(0, MAX_TERM).join(''));
    }
  }
  return [...terms];
}
