import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import { withTimeout } from '../with-timeout.js';
import { Attempt, type AttemptNeeds, Stopping } from './attempt.js';
import type { Claims } from './claims.js';
import { fairPick } from './fair-pick.js';
import type { JobKinds } from './job-kinds.js';
import type { JobRow } from './job-row.js';
import { attemptsOf } from './outcomes.js';
import type { ReadyJobs } from './ready-jobs.js';
import { settle } from './settle.js';
import { WakeUp } from './wake-up.js';

export interface WorkerNeeds extends AttemptNeeds {
  readonly log: Logger;
  readonly claims: Claims;
  readonly ready: ReadyJobs;
  readonly kinds: () => JobKinds;
  /** At once in this process. */
  readonly concurrency: number;
  readonly pollMs: number;
  readonly stopMs: number;
  /** Whether this process answers a request at this moment. */
  readonly isAnswering: () => boolean;
}

interface Running {
  readonly attempt: Attempt;
  /** Whose kind it is. */
  readonly owner: string;
  readonly settled: Promise<void>;
}

const DEFAULT_CONCURRENCY = 5;
const MAX_PAUSE_MS = 5000;
/** A single free place waits so long for others, so that several jobs are claimed in one transaction. */
const GATHER_MS = 10;
/**
 * While requests are answered jobs begin a few at a time, with a rest between: who waits for an answer hardly feels
 * them, and jobs that wait for others (mails, webhooks) still run as many at once as ever.
 */
const BESIDE_REQUESTS = 2;
const REST_MS = 15;

/** The one loop of a process that takes jobs and runs them. */
export class Worker {
  private readonly running = new Map<number, Running>();
  private readonly alarm = new WakeUp();
  private lastOrg = -1;
  private isClaiming = false;
  private loop: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly needs: WorkerNeeds) {}

  start(): void {
    this.isStopping = false;
    this.loop = this.work();
  }

  /** Something may be ready. */
  wake(): void {
    this.alarm.ring();
  }

  /** Takes no more, and gives back what ends in time; others take the rest when this process is gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.alarm.ring();
    await this.loop;
    await this.end([...this.running.values()]);
  }

  /** Gives back what runs on behalf of the owner, as if it had not begun. */
  async drain(owner: string): Promise<void> {
    // A claim in progress finds its kind gone; but it may have begun just now.
    await this.end([...this.running.values()].filter((each) => each.owner === owner));
  }

  attempts(): readonly Attempt[] {
    return [...this.running.values()].map(({ attempt }) => attempt);
  }

  /** True for what runs here, and for what may have been claimed and is not known yet. */
  knows({ id, fence }: { readonly id: number; readonly fence: number }): boolean {
    return this.isClaiming || this.running.get(id)?.attempt.job.fence === fence;
  }

  private async work(): Promise<void> {
    for (let failures = 0; !this.isStopping; ) {
      let restMs = this.needs.pollMs;
      try {
        const nextMs = await this.needs.claims.promote();
        while (!this.isStopping && (await this.take())) if (this.needs.isAnswering()) await sleep(REST_MS);
        if (nextMs !== undefined) restMs = Math.min(restMs, Math.max(nextMs, 0));
        failures = 0;
      } catch (error) {
        failures += 1;
        restMs = Math.min(100 * 2 ** failures, MAX_PAUSE_MS);
        if (failures === 1) this.needs.log.warn({ err: error }, 'The queue cannot be read; tried again');
      }
      if (!this.isStopping) await this.alarm.rest(restMs);
    }
  }

  /** Claims as many as there is room for. False when there was nothing to claim, or no room. */
  private async take(): Promise<boolean> {
    const places = this.needs.concurrency - this.running.size;
    const all = this.needs.isAnswering() ? Math.min(places, BESIDE_REQUESTS) : places;
    if (all <= 0) return false;
    const candidates = [];
    for (const name of await this.needs.ready.kinds()) {
      const count = Math.min(all, this.roomFor(name));
      if (count > 0) candidates.push(...(await this.needs.ready.candidates(name, this.lastOrg, count)));
    }
    const picked = fairPick(candidates, this.lastOrg, { all, of: (name) => this.roomFor(name) });
    this.lastOrg = picked.at(-1)?.orgId ?? this.lastOrg;
    this.isClaiming = true;
    try {
      for (const job of await this.needs.claims.claim(picked)) this.begin(job);
    } finally {
      this.isClaiming = false;
    }
    return picked.length > 0;
  }

  private roomFor(name: string): number {
    const spec = this.needs.kinds().find(name);
    if (!spec) return 0;
    const busy = this.attempts().filter(({ job }) => job.name === name).length;
    return (spec.concurrency ?? DEFAULT_CONCURRENCY) - busy;
  }

  private begin(job: JobRow): void {
    const { kinds, outcomes, log } = this.needs;
    const owner = kinds().ownerOf(job.name) ?? '';
    const spec = kinds().find(job.name);
    const attempt = new Attempt(job, spec ?? { name: job.name, run: async () => undefined }, this.needs);
    const work = async () => {
      if (!spec || this.isStopping) attempt.end = () => outcomes.givenBack(job);
      else if (job.attempts > attemptsOf(job, spec))
        attempt.end = () => outcomes.bury(job, spec, 'gave_up', job.reason ?? 'No attempt is left');
      else await attempt.run();
      await settle(attempt, log);
      this.running.delete(job.id);
      this.alarm.ring(this.running.size * 2 <= this.needs.concurrency ? 0 : GATHER_MS);
    };
    this.running.set(job.id, { attempt, owner, settled: work() });
  }

  private async end(jobs: readonly Running[]): Promise<void> {
    for (const { attempt } of jobs) attempt.abort(new Stopping('The site or its plugin stops'));
    const { log, stopMs } = this.needs;
    const late = () => new Error(`Jobs did not end within ${stopMs} ms`);
    const settled = () => Promise.all(jobs.map((each) => each.settled));
    await withTimeout(settled, stopMs, late).catch((error: unknown) => {
      const left = jobs.filter(({ attempt }) => this.running.has(attempt.job.id));
      const names = left.map(({ attempt }) => attempt.job.name);
      log.warn({ err: error, jobs: names }, 'Jobs did not end when they were told to');
    });
  }
}
