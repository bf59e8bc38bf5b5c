import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { DEFAULT_ATTEMPTS, pauseAfter } from './backoff.js';
import type { JobSpec } from './job.js';
import { ATTEMPTS, type AttemptOutcome, JOBS, type JobRow, LAST } from './job-row.js';

/** The job is somebody else's by now, or has ended: whatever this attempt wanted to write is not written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  constructor({ name, publicId }: JobRow) {
    super(`The job ${name} ${publicId} is no longer run by this attempt`);
  }
}

const MAX_REASON = 2000;
/** How often `onDead` is tried beyond the job's own attempts. */
const BURIALS = 5;

/** How an attempt ends. Each checks the fencing number in its transaction, and answers false when it is too late. */
export class Outcomes {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Joins the transaction of the effects: the row is ours until it ends, whatever it does next. */
  async done(job: JobRow): Promise<boolean> {
    return this.change(job, { status: 'done', liveKey: null });
  }

  /** Another attempt after a pause; without any left the job is dead. */
  async failed(job: JobRow, spec: JobSpec, outcome: AttemptOutcome, reason: string): Promise<boolean> {
    if (job.attempts >= attemptsOf(job, spec)) return this.bury(job, spec, outcome, reason);
    return this.later(job, pauseAfter(job.attempts, spec.backoff), outcome, reason);
  }

  /** Given up, and what that causes, in one transaction. */
  async bury(job: JobRow, spec: JobSpec, outcome: AttemptOutcome, reason: string): Promise<boolean> {
    return this.db.transaction(async () => {
      if (!(await this.change(job, { status: 'dead', liveKey: null, reason: cut(reason) }))) return false;
      await this.note(job, outcome, reason);
      const { publicId: id, payload } = job;
      if (spec.onDead && job.attempts < attemptsOf(job, spec) + BURIALS)
        await spec.onDead(payload, { id, orgId: job.orgId || null, reason: cut(reason) });
      return true;
    });
  }

  async later(job: JobRow, pauseMs: number, outcome: AttemptOutcome, reason: string): Promise<boolean> {
    return this.db.transaction(async () => {
      const runAt = new Date(this.clock.now().getTime() + pauseMs);
      const status = pauseMs > 0 ? 'waiting' : 'ready';
      if (!(await this.change(job, { status, runAt, reason: cut(reason) }))) return false;
      await this.note(job, outcome, reason);
      return true;
    });
  }

  /** As if it had not begun. */
  async postponed(job: JobRow, pauseMs: number, reason: string): Promise<boolean> {
    const runAt = new Date(this.clock.now().getTime() + pauseMs);
    return this.change(job, { status: 'waiting', runAt, attempts: job.attempts - 1, reason: cut(reason) });
  }

  /** As if it had not begun, and behind whatever else its lane has. */
  async steppedBack(job: JobRow, reason: string): Promise<boolean> {
    const behind = { precedence: LAST, attempts: job.attempts - 1, reason: cut(reason) };
    return this.change(job, { status: 'ready', ...behind });
  }

  /** As if it had not begun; ready for anybody. */
  async givenBack(job: JobRow): Promise<boolean> {
    return this.change(job, { status: 'ready', attempts: job.attempts - 1 });
  }

  /** Its worker is gone. The attempt counts, so that a job that kills whoever runs it ends as well. */
  async lost(job: JobRow, spec: JobSpec | undefined, reason: string): Promise<boolean> {
    // The first loss may be anybody's fault; and a job without attempts left is buried by whoever takes it next.
    const isPatient = job.attempts > 1 && job.attempts < attemptsOf(job, spec);
    const pauseMs = isPatient ? pauseAfter(job.attempts - 1, spec?.backoff) : 0;
    return this.db.transaction(async () => {
      // Unless its worker has renewed the lease in between.
      const { id, fence, beat } = job;
      const [same] = await this.db.site(JOBS).where({ id, fence, beat, status: 'running' }).forUpdate().all();
      return same ? this.later(job, pauseMs, 'lost', reason) : false;
    });
  }

  /** Only while the job is this attempt's own. */
  private async change(job: JobRow, changes: Partial<JobRow>): Promise<boolean> {
    const { id, fence } = job;
    const own = this.db.site(JOBS).where({ id, fence, status: 'running' });
    const matched = await own.update({ runAt: this.clock.now(), ...changes });
    return matched > 0;
  }

  private async note(job: JobRow, outcome: AttemptOutcome, reason: string): Promise<void> {
    const { id: jobId, attempts: attempt, startedAt } = job;
    const endedAt = this.clock.now();
    await this.db.site(ATTEMPTS).insert({ jobId, attempt, outcome, reason: cut(reason), startedAt, endedAt });
  }
}

export function attemptsOf(job: JobRow, spec: JobSpec | undefined): number {
  return job.maxAttempts ?? spec?.attempts ?? DEFAULT_ATTEMPTS;
}

function cut(reason: string): string {
  return reason.toWellFormed().slice(0, MAX_REASON).toWellFormed();
}
