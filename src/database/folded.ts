const MARKS = /\p{M}+/gu;

/** Text without case and accents, so that both engines compare and sort it alike. */
export function folded(text: string): string {
  // Lower case first, too: some capitals come apart into a letter and a mark only then.
  return text.toLowerCase().normalize('NFKD').replace(MARKS, '').toLowerCase();
}

/** The folded text cut to what an index column holds, never in the middle of a character. */
export function sortKey(text: string, length = 64): string {
  return [...folded(text).trim()].slice(0, length).join('');
}
