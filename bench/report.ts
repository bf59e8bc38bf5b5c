import { p50, perSecond, processor, type Rates, type Ratio, ratio } from './rounds.js';

/** One line of the outcome. Ratios are what counts: the rates beside them are this machine's, at this moment. */
export interface Line {
  readonly engine: string;
  readonly what: string;
  readonly ratio: string;
  readonly detail: string;
}

export class Report {
  private readonly lines: Line[] = [];

  constructor(private readonly engine: string) {}

  /** How often one side answers while the other answers once. */
  compare(what: string, rates: Rates, one: string, other: string): void {
    const found = ratio(rates, one, other);
    const rate = (name: string) =>
      `${name} ${Math.round(perSecond(rates, name))}/s p50 ${p50(rates, name).toFixed(1)} ms, ${Math.round(processor(rates, name))} µs of processor`;
    this.add(what, shown(found), `${rate(one)}; ${rate(other)}`);
  }

  add(what: string, ratio: string, detail: string): void {
    const line = { engine: this.engine, what, ratio, detail };
    this.lines.push(line);
    process.stdout.write(`${line.engine.padEnd(8)} ${what.padEnd(52)} ${ratio.padEnd(22)} ${detail}\n`);
  }
}

function shown({ median, least, most }: Ratio): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

export function heading(): void {
  process.stdout.write(
    `${'database'.padEnd(8)} ${'case'.padEnd(52)} ${'site / floor (range)'.padEnd(22)} measured here\n`,
  );
}
