import type { Day, Interval } from '../contract.js';

const MONTHS: Readonly<Record<Interval, number>> = { month: 1, year: 12 };
const DAY_MS = 86_400_000;

/**
 * The day that a period ends on which begins on `start`, and the next one begins. Each keeps the day of the month of
 * the anchor, or the last day of months that are shorter: 31 January, 28 February, 31 March. `start` is the anchor or
 * an earlier answer.
 */
export function periodEnd(anchor: Day, start: Day, interval: Interval): Day {
  const months = monthOf(start) - monthOf(anchor) + MONTHS[interval];
  return inMonth(monthOf(anchor) + months, Number(anchor.slice(8)));
}

/** From one day to another, which is not counted. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Counted from the year nought. */
function monthOf(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function inMonth(month: number, wanted: number): Day {
  const [year, at] = [Math.floor(month / 12), month % 12];
  // The day before the next month begins.
  const last = new Date(Date.UTC(year, at + 1, 0)).getUTCDate();
  const part = (number: number, size: number) => String(number).padStart(size, '0');
  return `${part(year, 4)}-${part(at + 1, 2)}-${part(Math.min(wanted, last), 2)}`;
}
