import { ProblemError } from './problem.js';

/** An instant that a body names and that must lie ahead; null where it names none. */
export function comingInstant(field: string, text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime()) && instant > now && instant.getUTCFullYear() < 10_000) return instant;
  const message = `${field} must be an instant that is still to come.`;
  throw new ProblemError('invalid', message, { details: [{ field, message, rule: 'min' }] });
}
