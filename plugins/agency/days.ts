import type { Day } from './contract.js';
import { invalid } from './problems.js';

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for days that the calendar has. */
export function isDay(text: string): boolean {
  const [, year, month, day] = SHAPE.exec(text) ?? [];
  if (year === undefined) return false;
  // Not `Date.UTC`: it takes the years 0 to 99 for those of the last century.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Refuses the first of these days that the calendar does not have. */
export function assertDays(days: Readonly<Record<string, Day | null | undefined>>): void {
  for (const [field, day] of Object.entries(days)) {
    if (typeof day !== 'string' || isDay(day)) continue;
    throw invalid(field, 'format', `${field}: ${JSON.stringify(day.slice(0, 20))} is no day of the calendar`);
  }
}

/** The day that it is somewhere at this instant. */
export function dayAt(instant: Date, timezone: string): Day {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}
