const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
/** No clock is further from UTC. */
const FURTHEST_MS = 15 * 3_600_000;
/** There are some hundreds, but each can be written in many ways. */
const MOST_FORMATS = 1000;
/** By timezone: to make one takes far longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** True for days that the calendar has, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const date = midnight(text);
  return date !== undefined && date.toISOString().slice(0, 10) === text;
}

/** The day that it is somewhere at this instant. */
export function dayAt(instant: Date, timezone: string): string {
  const parts = formatOf(timezone).formatToParts(instant);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** The first instant of a day somewhere: midnight, or what comes instead where the clocks are put forward over it. */
export function startOfDay(day: string, timezone: string): Date {
  const date = midnight(day);
  if (!date) throw new TypeError(`Not a day: ${day}`);
  let before = date.getTime() - FURTHEST_MS;
  let from = date.getTime() + FURTHEST_MS;
  while (from - before > SECOND_MS) {
    const middle = before + Math.floor((from - before) / 2 / SECOND_MS) * SECOND_MS;
    if (dayAt(new Date(middle), timezone) < day) before = middle;
    else from = middle;
  }
  return new Date(from);
}

/** The day so many days later, or earlier. At most the last day that has four digits for its year. */
export function dayAfter(day: string, days: number): string {
  const date = midnight(day);
  if (!date) throw new TypeError(`Not a day: ${day}`);
  const later = new Date(date.getTime() + days * DAY_MS).toISOString();
  return later.startsWith('+') ? '9999-12-31' : later.slice(0, 10);
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(timezone, made);
  return made;
}

function midnight(day: string): Date | undefined {
  const [, year, month, date] = SHAPE.exec(day) ?? [];
  if (year === undefined) return undefined;
  // Not `Date.UTC`: it takes the years 0 to 99 for those of the last century.
  const instant = new Date(0);
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  return instant;
}
