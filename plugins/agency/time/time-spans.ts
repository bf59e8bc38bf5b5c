import { assertDays, dayAt } from '#host';
import type { Day, TimeEntry } from '../contract.js';
import { contradiction, invalid } from '../problems.js';

const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1440;

/** When time was spent, as far as it was said. */
export interface SaidSpan {
  readonly date?: Day;
  readonly minutes?: number;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
}

export type Span = Pick<TimeEntry, 'date' | 'startedAt' | 'endedAt'> & { readonly minutes: number };

/** The whole span: minutes from start and end where they were not given, the day from the start. */
export function spanOf(said: SaidSpan, timezone: string): Span {
  assertDays({ date: said.date });
  const { startedAt, endedAt } = said;
  if (startedAt && !endedAt) throw invalid('endedAt', 'required', 'endedAt is required with startedAt');
  if (endedAt && !startedAt) throw invalid('startedAt', 'required', 'startedAt is required with endedAt');
  const elapsed = startedAt && endedAt ? elapsedMinutes(startedAt, endedAt) : undefined;
  const minutes = said.minutes ?? elapsed;
  if (minutes === undefined)
    throw invalid('minutes', 'required', 'minutes is required, or startedAt with endedAt');
  if (elapsed !== undefined) assertFits(minutes, elapsed);
  const date = said.date ?? (startedAt && dayAt(startedAt, timezone));
  if (date === undefined) throw invalid('date', 'required', 'date is required');
  // East of Greenwich the year 10000 begins before the last instant that can be kept.
  if (said.date === undefined) assertDays({ startedAt: date });
  return { date, minutes, startedAt: startedAt ?? null, endedAt: endedAt ?? null };
}

/** The span after a change. A new start or end counts the minutes anew, a new start names the day anew. */
export function spanAfter(before: TimeEntry, said: SaidSpan, timezone: string): Span {
  assertDays({ date: said.date });
  const { minutes: kept, startedAt, endedAt } = before;
  if (said.startedAt === undefined && said.endedAt === undefined) {
    const minutes = said.minutes ?? kept ?? 0;
    if (said.minutes !== undefined && startedAt && endedAt)
      assertFits(minutes, wholeMinutes(startedAt, endedAt));
    return { date: said.date ?? before.date, minutes, startedAt, endedAt };
  }
  const date = said.date ?? (said.startedAt ? undefined : before.date);
  const bounds = {
    startedAt: said.startedAt ?? startedAt ?? undefined,
    endedAt: said.endedAt ?? endedAt ?? undefined,
  };
  return spanOf({ date, minutes: said.minutes, ...bounds }, timezone);
}

/** What a stopped timer counts: at least a minute, at most a day, however long it was forgotten. */
export function timedMinutes(startedAt: Date, endedAt: Date): number {
  return Math.min(DAY_MINUTES, wholeMinutes(startedAt, endedAt));
}

function assertFits(minutes: number, elapsed: number): void {
  if (minutes <= elapsed) return;
  throw contradiction('minutes', `minutes: ${minutes} do not fit between startedAt and endedAt`);
}

function elapsedMinutes(startedAt: Date, endedAt: Date): number {
  if (endedAt <= startedAt) throw invalid('endedAt', 'min', 'endedAt must be later than startedAt');
  const minutes = wholeMinutes(startedAt, endedAt);
  if (minutes > DAY_MINUTES) throw invalid('endedAt', 'max', 'endedAt must be within a day of startedAt');
  return minutes;
}

function wholeMinutes(startedAt: Date, endedAt: Date): number {
  return Math.max(1, Math.round((endedAt.getTime() - startedAt.getTime()) / MINUTE_MS));
}
