const MARKS = /\p{Mn}+/gu;

/** Text without case and accents, so that both engines compare and sort it alike. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase();
}

/** The folded text cut to what an index column holds, never in the middle of a character. */
export function sortKey(text: string, length = 64): string {
  return [...folded(text).trim()].slice(0, length).join('');
}
