import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import type { JobKinds } from './job-kinds.js';
import type { JobRow } from './job-row.js';
import type { Abandoned, Leases } from './leases.js';
import { LeaseLost, type Outcomes } from './outcomes.js';
import type { Retention } from './retention.js';
import type { Worker } from './worker.js';

export interface WatchNeeds {
  readonly log: Logger;
  readonly leases: Leases;
  readonly outcomes: Outcomes;
  readonly worker: Worker;
  readonly retention: Retention;
  readonly kinds: () => JobKinds;
  readonly everyMs: number;
}

const STOP_LIMIT_MS = 1000;
const REASONS = {
  ended: 'The process that ran it has ended',
  silent: 'The process that ran it was silent for longer than its lease',
  forgotten: 'The process that took it never heard that it had',
};

/** Renews the leases of what runs here, and takes back what ran where nobody lives any more. */
export class Watch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  /** One that waits for a lock of the gone holder keeps no other waiting. */
  private readonly takingBack = new Map<number, Promise<void>>();
  private tidying: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly needs: WatchNeeds) {}

  start(): void {
    this.isStopped = false;
    this.look();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    const all = [this.looking, this.tidying, ...this.takingBack.values()];
    // What waits for a lock of a holder that sleeps would keep the site from ending; it is safe to leave.
    await Promise.race([Promise.all(all), sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  private look(): void {
    this.looking = this.lookOnce()
      .catch((error: unknown) => this.needs.log.warn({ err: error }, 'Leases of jobs were not looked at'))
      .finally(() => {
        if (this.isStopped) return;
        this.timer = setTimeout(() => this.look(), this.needs.everyMs);
        this.timer.unref();
      });
  }

  private async lookOnce(): Promise<void> {
    const { leases, worker } = this.needs;
    this.tidy();
    for (const attempt of worker.attempts()) {
      if (attempt.isCompleting || (await leases.renew(attempt.job))) continue;
      // It may have ended while it was asked.
      if (worker.knows(attempt.job)) attempt.abort(new LeaseLost(attempt.job));
    }
    for (const found of await leases.abandoned((job) => worker.knows(job))) this.takeBack(found);
  }

  /** Beside the looks: renewals must not wait for it. */
  private tidy(): void {
    this.tidying ??= this.needs.retention
      .tidy()
      .catch((error: unknown) => this.needs.log.warn({ err: error }, 'Old jobs were not deleted'))
      .finally(() => {
        this.tidying = undefined;
      });
  }

  private takeBack({ job, why }: Abandoned): void {
    if (this.takingBack.has(job.id)) return;
    const work = this.lose(job, REASONS[why])
      .catch((error: unknown) =>
        this.needs.log.warn({ err: error, job: job.name }, 'A job was not taken back'),
      )
      .finally(() => this.takingBack.delete(job.id));
    this.takingBack.set(job.id, work);
  }

  private async lose(job: JobRow, reason: string): Promise<void> {
    const { outcomes, kinds, worker, log } = this.needs;
    if (!(await outcomes.lost(job, kinds().find(job.name), reason))) return;
    log.warn({ job: job.name, id: job.publicId, attempt: job.attempts }, reason);
    worker.wake();
  }
}
