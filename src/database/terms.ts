import { folded } from './folded.js';

/** Length of the term column. */
const MAX_TERM = 24;
/** The last code point: `prefix` up to `prefix` + this holds every term that begins with it. */
export const TERM_END = '\u{10FFFF}';

/** What joins words into one and is none itself: `Miller+Partner`. Pictures are words. */
const JOINTS = /[\p{Sm}\p{Sc}\p{Sk}]+/u;

/** The words of a text as they are looked for: case and accents folded, split at blanks and punctuation. */
export function termsOf(...texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(wordsOf(texts).map(cut))];
}

/** The words of a text as they are kept: those that are looked for, and the parts of joined ones. */
export function keptTermsOf(...texts: readonly (string | null | undefined)[]): string[] {
  const parts = wordsOf(texts).flatMap((word) => [word, ...word.split(JOINTS)]);
  return [...new Set(parts.filter((part) => part !== '').map(cut))];
}

function wordsOf(texts: readonly (string | null | undefined)[]): string[] {
  const words = texts.flatMap((text) => folded(text ?? '').split(/[\s\p{P}\p{Z}\p{C}]+/u));
  return words.filter((word) => word !== '');
}

function cut(word: string): string {
  return [...word].slice(0, MAX_TERM).join('');
}
