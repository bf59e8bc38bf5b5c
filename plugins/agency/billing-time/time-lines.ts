import { type InvoiceLineValues, ONE } from '../../billing/contract.js';

/** Time as it comes onto an invoice. */
export interface RatedTime {
  readonly minutes: number;
  /** Of an hour, in minor units. */
  readonly rate: number;
  /** Time of one key and rate is one line. */
  readonly key: string;
  readonly title: string;
}

const HOUR = 60n;
const LONGEST = 1000;
/** Three minutes are 0.05 hours: only whole steps of them can be written in thousandths. */
const STEP = 3;

interface Line {
  readonly title: string;
  readonly rate: number;
  minutes: number;
}

/**
 * A line for each key and rate, in the order in which they first come. What one rate comes to is rounded once, halves
 * up; each line has what it adds to that. So lines add up to the same whatever they are grouped by, and no minute is lost.
 */
export function timeLines(times: readonly RatedTime[]): InvoiceLineValues[] {
  const lines = new Map<string, Line>();
  for (const { minutes, rate, key, title } of times) {
    const name = `${rate} ${key}`;
    const line = lines.get(name);
    if (line) line.minutes += minutes;
    else lines.set(name, { title, rate, minutes });
  }
  const before = new Map<number, number>();
  return [...lines.values()].map((line) => {
    const from = before.get(line.rate) ?? 0;
    const to = from + line.minutes;
    before.set(line.rate, to);
    return written(line, amountOf(to, line.rate) - amountOf(from, line.rate));
  });
}

/** What so many minutes cost, to the nearest minor unit, halves up. */
export function amountOf(minutes: number, rate: number): bigint {
  return (2n * BigInt(minutes) * BigInt(rate) + HOUR) / (2n * HOUR);
}

/** As hours times rate where that says exactly the same, else as one amount for the time in words. */
function written({ title, rate, minutes }: Line, amount: bigint): InvoiceLineValues {
  if (minutes % STEP === 0 && amountOf(minutes, rate) === amount)
    return { description: cut(title, LONGEST), quantity: (minutes * ONE) / Number(HOUR), unitPrice: rate };
  const time = ` (${Math.floor(minutes / 60)} h ${minutes % 60} min)`;
  return {
    description: cut(title, LONGEST - time.length) + time,
    quantity: ONE,
    unitPrice: Number(amount),
  };
}

/** Whole characters: none is cut in two. */
function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}
