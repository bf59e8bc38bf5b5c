import type { Database } from '../database/database.js';
import { hasEnded } from '../database/lock-owner.js';
import { JOBS, type JobRow } from './job-row.js';

interface Held {
  readonly id: number;
  readonly owner: string;
  readonly fence: number;
  readonly beat: number;
}

interface Seen extends Held {
  /** For how long this process has seen that number, by its own stopwatch. */
  readonly stillMs: number;
}

/** A job whose worker is gone, with how that is known. */
export interface Abandoned {
  readonly job: JobRow;
  readonly why: 'ended' | 'silent' | 'forgotten';
}

/**
 * Leases without a time of day: whoever runs a job makes its beat greater, and who sees the same beat for as long as
 * a lease lasts, by his own stopwatch, may take the job back. So neither clocks of machines that differ nor one that
 * jumps end a lease. Of the time between two looks no more counts than half a lease: if this watcher was stopped or
 * without its database, those it watches may have been so, too, and get their turn before it looks again.
 */
export class Leases {
  private readonly seen = new Map<number, Seen>();
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly db: Database,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {}

  /** False when the attempt has lost its job. */
  async renew({ id, fence }: JobRow): Promise<boolean> {
    const { client } = this.db.query('kp_jobs');
    const own = this.db.query('kp_jobs').where({ id, fence, status: 'running' });
    return Number(await own.update({ beat: client.raw('beat + 1') })) > 0;
  }

  /** `isOurs`: whether this worker knows of the attempt. Else a claim of its was committed without its hearing of it. */
  async abandoned(
    isOurs: (job: { readonly id: number; readonly fence: number }) => boolean,
  ): Promise<Abandoned[]> {
    const before = performance.now();
    const held = await this.held();
    const passedMs = Math.min(before - this.lookedAt, this.leaseMs / 2);
    this.lookedAt = performance.now();
    const running = new Set(held.map(({ id }) => id));
    for (const id of this.seen.keys()) if (!running.has(id)) this.seen.delete(id);
    const found: Abandoned[] = [];
    for (const each of held) {
      const why = this.whyAbandoned(each, passedMs, isOurs);
      const job = why && (await this.unchanged(each));
      if (job) found.push({ job, why });
    }
    return found;
  }

  private whyAbandoned(
    held: Held,
    passedMs: number,
    isOurs: (job: Held) => boolean,
  ): Abandoned['why'] | undefined {
    if (held.owner === this.owner) return isOurs(held) ? undefined : 'forgotten';
    if (hasEnded(held.owner)) return 'ended';
    const seen = this.seen.get(held.id);
    const isStill = seen?.fence === held.fence && seen.beat === held.beat;
    const stillMs = isStill ? seen.stillMs + passedMs : 0;
    this.seen.set(held.id, { ...held, stillMs });
    return stillMs >= this.leaseMs ? 'silent' : undefined;
  }

  private held(): Promise<Held[]> {
    return this.db.raw<Held>("select id, owner, fence, beat from kp_jobs where status = 'running'");
  }

  /** The whole row, if nothing has happened since. */
  private unchanged({ id, fence, beat }: Held): Promise<JobRow | undefined> {
    return this.db.site(JOBS).where({ id, fence, beat, status: 'running' }).first();
  }
}
