import type { Clock } from '../clock.js';

/** A word of so many rows is no way to find twenty of them in order. */
const MANY = 10_000;
const KEPT_MS = 10 * 60_000;
const MAX_KNOWN = 10_000;

/** Words that very many rows of a table have. Only how rows are looked for depends on it, never which are found. */
export class BroadWords {
  /** Until when it is believed. */
  private readonly known = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** `count`: how many rows have the word, but no more than are asked for. */
  async has(key: string, count: (most: number) => Promise<number>): Promise<boolean> {
    const now = this.clock.now().getTime();
    if ((this.known.get(key) ?? 0) > now) return true;
    if ((await count(MANY)) < MANY) return false;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(key, now + KEPT_MS);
    return true;
  }
}
