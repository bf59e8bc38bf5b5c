import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/errors.js';
import { ProblemError } from '../http/problem.js';
import { newPublicId } from '../public-id.js';
import type { EnqueueOptions, Jobs } from './job.js';
import { JOBS } from './job-row.js';
import { checkedPayload, checkJob } from './job-rules.js';

const KEY_TRIES = 5;

/** Writes jobs down and takes them back, in the transaction in progress. */
export class JobQueue implements Jobs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    /** Called once a job that is due has been committed. */
    private readonly wake: () => void,
  ) {}

  async enqueue(name: string, payload: unknown, options: EnqueueOptions): Promise<string> {
    checkJob(name, options);
    const { uniqueKey } = options;
    const job = this.rowOf(name, checkedPayload(payload), options);
    const id = uniqueKey === undefined ? await this.insert(job) : await this.insertOnce(job, name, uniqueKey);
    this.db.afterCommit(this.wake);
    return id;
  }

  async cancel(id: string): Promise<boolean> {
    const jobs = this.db.site(JOBS).where({ publicId: id }).whereIn('status', ['waiting', 'ready']);
    const cancelled = { status: 'cancelled', liveKey: null, runAt: this.clock.now() } as const;
    return (await jobs.update(cancelled)) > 0;
  }

  private rowOf(name: string, payload: unknown, options: EnqueueOptions) {
    const { orgId, priority = 0, delayMs = 0, uniqueKey = null, attempts = null } = options;
    const now = this.clock.now();
    return {
      publicId: newPublicId(now),
      name,
      payload,
      orgId: orgId ?? 0,
      status: delayMs > 0 ? 'waiting' : 'ready',
      precedence: -priority,
      runAt: new Date(now.getTime() + delayMs),
      maxAttempts: attempts,
      uniqueKey,
      liveKey: uniqueKey,
      createdAt: now,
    } as const;
  }

  private async insert(job: ReturnType<JobQueue['rowOf']>): Promise<string> {
    await this.db.site(JOBS).insert(job);
    return job.publicId;
  }

  /**
   * The key's index decides between two that enqueue at once: the second one's insert waits for the first one's
   * transaction. It looks first, because a refused insert keeps a lock on what refused it.
   */
  private async insertOnce(
    job: ReturnType<JobQueue['rowOf']>,
    name: string,
    liveKey: string,
  ): Promise<string> {
    for (let attempt = 1; attempt <= KEY_TRIES; attempt++) {
      const live = await this.db.site(JOBS).where({ name, liveKey }).first();
      if (live) return live.publicId;
      try {
        return await this.insert(job);
      } catch (error) {
        // Whoever has the key may have ended before it is read again.
        if (!isDuplicate(error)) throw error;
      }
    }
    throw new ProblemError('unavailable', 'Jobs with this key come and go too quickly; try again');
  }
}
