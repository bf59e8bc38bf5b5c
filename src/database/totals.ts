interface Counted {
  readonly version: number;
  readonly total: number;
}

const MAX_TOTALS = 10_000;

/**
 * Exact totals that are not counted again while nothing has changed. A total belongs to one version of an
 * organisation's rows of one table; version and page, or version and count, are always read in one statement.
 */
export class Totals {
  /** How often rows were counted. */
  counts = 0;
  private readonly known = new Map<string, Counted>();
  private readonly counting = new Map<string, Promise<Counted>>();

  /** The total of exactly this version, if it is known. Versions are compared for equality: they may start anew. */
  at(key: string, version: number): number | undefined {
    const found = this.known.get(key);
    if (found?.version !== version) return undefined;
    this.known.delete(key); // to the young end
    this.known.set(key, found);
    return found.total;
  }

  /** What was counted last, of whatever version. */
  last(key: string): Counted | undefined {
    return this.known.get(key);
  }

  /**
   * Counts, one count a key at a time. A count in flight may serve only if its statement turns out to have seen
   * at least what the caller's page has seen.
   */
  async count(key: string, version: number, run: () => Promise<Counted>): Promise<number> {
    for (;;) {
      const running = this.counting.get(key);
      if (!running) break;
      const counted = await running.catch(() => undefined);
      if (counted && counted.version >= version) return counted.total;
      const known = this.at(key, version);
      if (known !== undefined) return known;
    }
    return (await this.start(key, run)).total;
  }

  private async start(key: string, run: () => Promise<Counted>): Promise<Counted> {
    this.counts += 1;
    const promise = run();
    this.counting.set(key, promise);
    try {
      const counted = await promise;
      this.keep(key, counted);
      return counted;
    } finally {
      this.counting.delete(key);
    }
  }

  private keep(key: string, counted: Counted): void {
    this.known.delete(key);
    if (this.known.size >= MAX_TOTALS) this.known.delete(this.known.keys().next().value as string);
    this.known.set(key, counted);
  }
}
