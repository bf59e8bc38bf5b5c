import { hasEnded } from './lock-owner.js';

/** What somebody holds. Whoever takes it makes the fence greater, and whoever holds it makes the beat greater. */
export interface Beating {
  readonly id: number;
  readonly holder: string | null;
  readonly fence: number;
  readonly beat: number;
}

interface Seen {
  readonly fence: number;
  readonly beat: number;
  /** For how long this process has seen that number, by its own stopwatch. */
  readonly stillMs: number;
}

/** What its holder has left behind, with how that is known. */
export interface LeftBehind<Held> {
  readonly held: Held;
  readonly why: 'ended' | 'silent';
}

/**
 * Leases without a time of day: who sees the same beat for as long as a lease lasts, by his own stopwatch, may take
 * the thing back. So neither clocks of machines that differ nor one that jumps end a lease. Only the time between two
 * looks counts, not that of a look itself, and no more of it than half a lease: if this watcher was stopped or without
 * its database, those it watches may have been so, too, and get their turn before it looks again.
 */
export class Beats {
  private readonly seen = new Map<number, Seen>();
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly leaseMs: number) {}

  /** `read`: all that others hold at this moment. */
  async look<Held extends Beating>(read: () => Promise<readonly Held[]>): Promise<LeftBehind<Held>[]> {
    const before = performance.now();
    const held = await read();
    const passedMs = Math.min(before - this.lookedAt, this.leaseMs / 2);
    this.lookedAt = performance.now();
    const ids = new Set(held.map(({ id }) => id));
    for (const id of this.seen.keys()) if (!ids.has(id)) this.seen.delete(id);
    return held.flatMap((each) => {
      const why = this.whyLeft(each, passedMs);
      return why ? [{ held: each, why }] : [];
    });
  }

  private whyLeft({ id, holder, fence, beat }: Beating, passedMs: number): 'ended' | 'silent' | undefined {
    if (holder !== null && hasEnded(holder)) return 'ended';
    const seen = this.seen.get(id);
    const isStill = seen?.fence === fence && seen.beat === beat;
    const stillMs = isStill ? seen.stillMs + passedMs : 0;
    this.seen.set(id, { fence, beat, stillMs });
    return stillMs >= this.leaseMs ? 'silent' : undefined;
  }
}
