import { isDay } from '../days.js';
import { ProblemError } from './problem.js';

/** The usual refusals of services, in one wording. Fields are named as services know them. */

export function notFound(resource: string, id: number | string): ProblemError {
  return new ProblemError('not_found', `No ${resource} with id ${id}`, { data: { id, resource } });
}

/** A field names a row that this organisation has not. */
export function unknownReference(field: string, id: number | string): ProblemError {
  const message = `${field} refers to ${id}, which does not exist`;
  return new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'reference' }] });
}

/** Well-formed, but not together with the rest. */
export function contradiction(field: string, message: string): ProblemError {
  return new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'contradiction' }] });
}

export function invalid(field: string, rule: string, message: string): ProblemError {
  return new ProblemError('invalid', message, { details: [{ field, message, rule }] });
}

/** Refused by what still hangs on it: `{ projects: 3 }`. */
export function stillUsed(what: string, holders: Readonly<Record<string, number>>): ProblemError {
  const list = Object.entries(holders).filter(([, count]) => count > 0);
  const words = list.map(([name, count]) => `${name.replaceAll('_', ' ')} (${count})`).join(', ');
  return new ProblemError('conflict', `${what} still has ${words}`, { data: Object.fromEntries(list) });
}

/** Refuses the first of these days that the calendar does not have. */
export function assertDays(days: Readonly<Record<string, string | null | undefined>>): void {
  for (const [field, day] of Object.entries(days)) {
    if (typeof day !== 'string' || isDay(day)) continue;
    throw invalid(field, 'format', `${field}: ${JSON.stringify(day.slice(0, 20))} is no day of the calendar`);
  }
}
