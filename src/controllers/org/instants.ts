import { dayAfter, isDay } from '../../days.js';
import { ProblemError } from '../../http/problem.js';

export function instantOf(text: string | undefined, field: string): Date | undefined {
  return text === undefined ? undefined : requiredInstant(text, field);
}

/** The pattern lets through what no calendar has; `Date` would take the 31st of February for the 3rd of March. */
export function requiredInstant(text: string, field: string): Date {
  const instant = new Date(text);
  if (isDay(text.slice(0, 10)) && !Number.isNaN(instant.getTime())) return instant;
  const message = `${field} must be an instant.`;
  throw new ProblemError('invalid', message, { details: [{ field, message, rule: 'format' }] });
}

/** The first instant behind it: of a day, the beginning of the next one. */
export function endOf(text: string | undefined, field: string): Date | undefined {
  const instant = instantOf(text, field);
  return instant && text?.length === 10 ? new Date(dayAfter(text, 1)) : instant;
}
