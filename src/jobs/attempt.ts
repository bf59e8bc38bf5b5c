import type { Principal } from '../auth/principal.js';
import type { Database } from '../database/database.js';
import type { JobRun, JobSpec } from './job.js';
import { type JobRow, LAST } from './job-row.js';
import { attemptsOf, LeaseLost, type Outcomes } from './outcomes.js';

export interface AttemptNeeds {
  readonly db: Database;
  readonly outcomes: Outcomes;
  readonly actAs: (orgId: number, reason: string) => Principal;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** What ends a run from inside, thrown so that nothing behind it happens. */
class Verdict extends Error {
  override readonly name = 'Verdict';

  constructor(
    reason: string,
    readonly end: () => Promise<boolean>,
  ) {
    super(reason);
  }
}

/** The plugin or the site stops: the job is given back as if it had not begun. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** One attempt at a job, from the claim until its outcome is known. */
export class Attempt {
  private readonly controller = new AbortController();
  private verdict: Verdict | undefined;
  private isDone = false;
  /** While effects are written the row is locked: nobody can take it, and a renewal would wait for its own process. */
  isCompleting = false;

  constructor(
    readonly job: JobRow,
    readonly spec: JobSpec,
    private readonly needs: AttemptNeeds,
  ) {}

  /** Settles when the function has; after that `end` writes what came of it. */
  async run(): Promise<void> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.spec;
    const late = () => this.abort(new TimedOut(`Did not end within ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    try {
      await this.spec.run(this.job.payload, this.view());
      this.end = () => this.succeeded();
    } catch (error) {
      this.end = () => this.failed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Writes the outcome. May be called again when the database was away; false: it was too late. */
  end: () => Promise<boolean> = async () => true;

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  /** Nobody waits for its outcome any more: others have the job, or it is given back by the end of this process. */
  get isAbandoned(): boolean {
    const { reason } = this.controller.signal;
    return reason instanceof LeaseLost || reason instanceof Stopping;
  }

  private async succeeded(): Promise<boolean> {
    if (this.isDone) return true;
    return this.verdict ? this.verdict.end() : this.needs.outcomes.done(this.job);
  }

  private async failed(error: unknown): Promise<boolean> {
    const { job, spec } = this;
    const { outcomes } = this.needs;
    const { reason } = this.controller.signal;
    if (this.isDone) return true;
    if (reason instanceof LeaseLost || error instanceof LeaseLost) return false;
    if (this.verdict) return this.verdict.end();
    if (reason instanceof Stopping) return outcomes.givenBack(job);
    if (reason instanceof TimedOut) return outcomes.failed(job, spec, 'timed_out', reason.message);
    return outcomes.failed(job, spec, 'failed', textOf(error));
  }

  private view(): JobRun {
    const { job, spec, controller, needs } = this;
    const { outcomes } = needs;
    const judge = (reason: string, end: () => Promise<boolean>): never => {
      this.verdict = new Verdict(reason, end);
      throw this.verdict;
    };
    return {
      id: job.publicId,
      orgId: job.orgId || null,
      attempt: job.attempts,
      lastAttempt: job.attempts >= attemptsOf(job, spec),
      signal: controller.signal,
      get actor() {
        if (job.orgId === 0) throw new Error(`The job ${job.name} belongs to no organisation`);
        return needs.actAs(job.orgId, `job ${job.name}`);
      },
      complete: (effects) => this.complete(effects),
      postpone: (delayMs, reason) =>
        judge(reason, () => outcomes.postponed(job, Math.max(0, delayMs), reason)),
      stepBack: (reason) => {
        if (job.precedence < LAST) judge(reason, () => outcomes.steppedBack(job, reason));
      },
      giveUp: (reason) => judge(reason, () => outcomes.bury(job, spec, 'gave_up', reason)),
    };
  }

  /** Marks first: from then on the row is locked, and the effects are those of the one attempt that has it. */
  private async complete<T>(effects: () => Promise<T>): Promise<T> {
    const { db, outcomes } = this.needs;
    if (this.isDone) throw new Error(`The job ${this.job.name} is complete already`);
    this.isCompleting = true;
    try {
      return await db.transaction(async () => {
        if (!(await outcomes.done(this.job))) throw this.lost();
        db.afterCommit(() => {
          this.isDone = true;
        });
        return effects();
      });
    } finally {
      this.isCompleting = false;
    }
  }

  private lost(): LeaseLost {
    const lost = new LeaseLost(this.job);
    this.abort(lost);
    return lost;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
