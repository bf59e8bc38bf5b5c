import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { ATTEMPTS, JOBS, type JobStatus } from './job-row.js';

const HOUR = 3_600_000;
/** How long those that have ended can be seen. */
const KEPT_MS: readonly (readonly [JobStatus, number])[] = [
  ['done', 24 * HOUR],
  ['cancelled', 7 * 24 * HOUR],
  ['dead', 90 * 24 * HOUR],
];
const EVERY_MS = 60_000;
const AT_ONCE = 500;
/** A hundred thousand a minute in each process: more than it can run. */
const ROUNDS = 200;

/** Deletes jobs that ended long ago, a few at a time. */
export class Retention {
  private lastAt = Number.NEGATIVE_INFINITY;
  private readonly startedAt: number;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {
    this.startedAt = this.sinceOrigin();
  }

  /** Once a minute, however often it is called. */
  async tidy(): Promise<void> {
    if (performance.now() - this.lastAt < EVERY_MS) return;
    this.lastAt = performance.now();
    if (this.hasJumped()) return;
    for (const [status, keptMs] of KEPT_MS) {
      for (let round = 0; round < ROUNDS && (await this.deleteSome(status, keptMs)) === AT_ONCE; round++);
    }
  }

  /** A clock that has jumped would make history of what ended today: nothing is deleted until the next start. */
  private hasJumped(): boolean {
    return Math.abs(this.sinceOrigin() - this.startedAt) > HOUR;
  }

  /** Stands still as long as the clock and the stopwatch agree. */
  private sinceOrigin(): number {
    return this.clock.now().getTime() - performance.now();
  }

  private async deleteSome(status: JobStatus, keptMs: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - keptMs);
    const old = await this.db.raw<{ id: number }>(
      `select id from kp_jobs where status = ? and run_at < ? order by run_at, id limit ${AT_ONCE}`,
      [status, before],
    );
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await this.db.transaction(async () => {
      await this.db.site(JOBS).whereIn('id', ids).where({ status }).delete();
      // One may have been sent back to work by a hand.
      const kept = new Set((await this.db.site(JOBS).whereIn('id', ids).all()).map(({ id }) => id));
      const gone = ids.filter((id) => !kept.has(id));
      await this.db.site(ATTEMPTS).whereIn('jobId', gone).delete();
    });
    return ids.length;
  }
}
