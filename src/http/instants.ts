const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

let lastDay = Number.NaN;
let lastDayText = '';

/** What `toISOString` says. Instants of one answer mostly lie in few days, and the day is the slow part. */
export function isoText(date: Date): string {
  const milliseconds = date.getTime();
  const day = Math.floor(milliseconds / DAY_MS);
  if (day !== lastDay) {
    lastDayText = date.toISOString().slice(0, -13);
    lastDay = day;
  }
  const time = milliseconds - day * DAY_MS;
  const seconds = Math.floor(time / 1000);
  const fraction = time % 1000;
  const hour = TWO_DIGITS[Math.floor(seconds / 3600)];
  const minute = TWO_DIGITS[Math.floor(seconds / 60) % 60];
  const zeros = fraction < 10 ? '00' : fraction < 100 ? '0' : '';
  return `${lastDayText}${hour}:${minute}:${TWO_DIGITS[seconds % 60]}.${zeros}${fraction}Z`;
}

/**
 * The value with its dates as texts. `JSON.stringify` would write the same, but asks each date for its text in a
 * way that takes longer than all the rest of a list. Nothing is changed: what holds a date is copied.
 */
export function withTexts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : isoText(value);
  if (Array.isArray(value)) return value.map(withTexts);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return copied(value as Record<string, unknown>);
}

function copied(value: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const text = withTexts(inner);
    if (text === inner) continue;
    copy ??= { ...value };
    copy[key] = text;
  }
  return copy ?? value;
}
