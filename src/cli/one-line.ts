import { isProblem } from '../http/problem.js';

/** What went wrong, for one line on stderr. */
export function oneLine(error: unknown): string {
  return wordsOf(error).replace(/\s*\n\s*/g, ' ');
}

function wordsOf(error: unknown): string {
  if (isProblem(error) && error.details.length > 0)
    return error.details.map(({ message }) => message).join('; ');
  // Who administrates may know what callers are not told: which address did not answer.
  if (isProblem(error) && error.code === 'unavailable' && error.cause !== undefined)
    return `${error.message}: ${wordsOf(error.cause)}`;
  // What Node throws when an address has several meanings and none answers.
  if (error instanceof AggregateError && !error.message) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
