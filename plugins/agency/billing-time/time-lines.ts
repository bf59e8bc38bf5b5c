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
  readonly key: string;
  readonly title: string;
  readonly rate: number;
  minutes: number;
}

/** What an hour costs, for people: `90,00 €`. */
type Price = (rate: number) => string;

/**
 * A line for each key and rate, in the order in which they first come. What one rate comes to is rounded once, halves
 * up; each line has what it adds to that. So lines add up to the same whatever they are grouped by, and no minute is lost.
 * Lines of one key that differ in their rate alone say it.
 */
export function timeLines(times: readonly RatedTime[], price: Price): InvoiceLineValues[] {
  const lines = new Map<string, Line>();
  for (const { minutes, rate, key, title } of times) {
    const name = `${rate} ${key}`;
    const line = lines.get(name);
    if (line) line.minutes += minutes;
    else lines.set(name, { key, title, rate, minutes });
  }
  const alike = Map.groupBy(lines.values(), ({ key }) => key);
  const before = new Map<number, number>();
  return [...lines.values()].map((line) => {
    const from = before.get(line.rate) ?? 0;
    const to = from + line.minutes;
    before.set(line.rate, to);
    const isAlone = alike.get(line.key)?.length === 1;
    return written(
      line,
      amountOf(to, line.rate) - amountOf(from, line.rate),
      `${price(line.rate)}/h`,
      isAlone,
    );
  });
}

/** What so many minutes cost, to the nearest minor unit, halves up. */
export function amountOf(minutes: number, rate: number): bigint {
  return (2n * BigInt(minutes) * BigInt(rate) + HOUR) / (2n * HOUR);
}

/** As hours times rate where that says exactly the same, else as one amount for the time in words. */
function written(line: Line, amount: bigint, hour: string, isAlone: boolean): InvoiceLineValues {
  const { title, rate, minutes } = line;
  if (minutes % STEP === 0 && amountOf(minutes, rate) === amount)
    return {
      description: ended(title, isAlone ? '' : ` (${hour})`),
      quantity: (minutes * ONE) / Number(HOUR),
      unitPrice: rate,
    };
  const time = ` (${Math.floor(minutes / 60)} h ${minutes % 60} min, ${hour})`;
  return { description: ended(title, time), quantity: ONE, unitPrice: Number(amount) };
}

/** What stands at the end is never what is left out. */
function ended(title: string, end: string): string {
  return cut(title, LONGEST - end.length) + end;
}

/** Whole characters: none is cut in two. */
function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}
