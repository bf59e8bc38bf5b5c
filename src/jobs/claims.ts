import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Candidate } from './fair-pick.js';
import { JOBS, type JobRow } from './job-row.js';

const AT_ONCE = 200;

/** Jobs become ready when their time has come, and one worker's when it takes them. */
export class Claims {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    /** This worker, in every claim of its. */
    readonly owner: string,
  ) {}

  /** Makes ready what is due. Answers in how many milliseconds the next one will be, if one waits. */
  async promote(): Promise<number | undefined> {
    const now = this.clock.now();
    const due = await this.db.raw<{ id: number }>(
      `select id from kp_jobs where status = 'waiting' and run_at <= ? order by run_at, id limit ${AT_ONCE}`,
      [now],
    );
    if (due.length > 0) await this.makeReady(due, now);
    if (due.length === AT_ONCE) return 0;
    const next = await this.db.site(JOBS).where({ status: 'waiting' }).orderBy('runAt').first();
    return next && next.runAt.getTime() - now.getTime();
  }

  /**
   * Takes jobs, each by its primary key and only if it is still ready, in one short transaction; answers those that
   * are ours. The fencing number grows with every claim: an outcome of an earlier holder is told by its smaller one.
   */
  async claim(candidates: readonly Candidate[]): Promise<JobRow[]> {
    if (candidates.length === 0) return [];
    // In the same order everywhere: workers that want the same jobs then wait, and never in a ring.
    const ids = candidates.map(({ id }) => id).sort((a, b) => a - b);
    return this.db.transaction(async () => {
      const startedAt = this.clock.now();
      const won: number[] = [];
      for (const id of ids) if (await this.take(id, startedAt)) won.push(id);
      return won.length === 0 ? [] : this.db.site(JOBS).whereIn('id', won).all();
    });
  }

  private async take(id: number, now: Date): Promise<boolean> {
    const { client } = this.db.query('kp_jobs');
    const taken = await this.db
      .query('kp_jobs')
      .where({ id, status: 'ready' })
      .update({
        status: 'running',
        owner: this.owner,
        beat: 0,
        fence: client.raw('fence + 1'),
        attempts: client.raw('attempts + 1'),
        run_at: now,
        started_at: now,
      });
    return Number(taken) > 0;
  }

  private makeReady(due: readonly { readonly id: number }[], runAt: Date): Promise<number> {
    const ids = due.map(({ id }) => id);
    return this.db.transaction(() =>
      this.db.site(JOBS).whereIn('id', ids).where({ status: 'waiting' }).update({ status: 'ready', runAt }),
    );
  }
}
