import type { Clock } from '../clock.js';

const HOUR_MS = 60 * 60_000;
const MAX_TOTALS = 10_000;

/** Counts the rows from one instant on, and before another. */
export type CountBetween = (from: Date | undefined, before: Date | undefined) => Promise<number>;

interface Counted {
  /** Rows of this instant and later are not among them. */
  readonly until: Date;
  readonly total: Promise<number>;
}

/**
 * Totals of tables whose rows are only ever added, each with the moment in which that happens. What is older than an hour
 * stays as it is, so that it is counted once: no transaction lasts as long, and no two clocks are as far apart.
 */
export class AppendedTotals {
  private readonly known = new Map<string, Counted>();

  constructor(private readonly clock: Clock) {}

  async count(key: string, run: CountBetween): Promise<number> {
    const { until, total } = this.settled(key, run);
    return (await total) + (await run(until, undefined));
  }

  private settled(key: string, run: CountBetween): Counted {
    const until = new Date((Math.floor(this.clock.now().getTime() / HOUR_MS) - 1) * HOUR_MS);
    const known = this.known.get(key);
    if (known && known.until >= until) return known;
    const total = known
      ? Promise.all([known.total, run(known.until, until)]).then(([before, since]) => before + since)
      : run(undefined, until);
    const counted = { until, total };
    this.keep(key, counted);
    total.catch(() => this.forget(key, counted));
    return counted;
  }

  private keep(key: string, counted: Counted): void {
    this.known.delete(key);
    if (this.known.size >= MAX_TOTALS) this.known.delete(this.known.keys().next().value as string);
    this.known.set(key, counted);
  }

  private forget(key: string, counted: Counted): void {
    if (this.known.get(key) === counted) this.known.delete(key);
  }
}
