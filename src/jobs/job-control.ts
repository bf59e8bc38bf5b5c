import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/errors.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import type { JobKinds } from './job-kinds.js';
import { ATTEMPTS, type AttemptRow, JOBS, type JobRow, type JobStatus } from './job-row.js';
import { checkedPayload } from './job-rules.js';
import { attemptsOf } from './outcomes.js';

/** A job as administrators see it. */
export interface JobInfo {
  readonly job: JobRow;
  /** How often it may be begun. */
  readonly attempts: number;
}

export interface JobFilter {
  readonly status?: JobStatus;
  readonly name?: string;
  /** 0: those of the site. */
  readonly orgId?: number;
}

export interface JobControlNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly kinds: JobKinds;
  readonly wake: () => void;
}

const PAUSED: readonly JobStatus[] = ['waiting', 'ready'];
const ENDED: readonly JobStatus[] = ['dead', 'cancelled'];

/** What administrators see of the queue and do with it, over REST and by command. */
export class JobControl {
  constructor(private readonly needs: JobControlNeeds) {}

  /** Newest first; of one status, what came to it last first. */
  async list(filter: JobFilter, page: number, perPage: number): Promise<Page<JobInfo>> {
    const jobs = this.needs.db.site(JOBS).where({ ...filter });
    const sort = [filter.status === undefined ? 'id' : 'runAt', 'desc'] as const;
    const found = await jobs.page({ sort, window: { kind: 'page', page, perPage } });
    return found.map((job) => this.info(job));
  }

  /** With what came of its attempts, but for one that went well. */
  async get(publicId: string): Promise<JobInfo & { readonly history: readonly AttemptRow[] }> {
    const { db } = this.needs;
    const job = await db.site(JOBS).where({ publicId }).first();
    if (!job) throw unknown(publicId);
    const history = await db.site(ATTEMPTS).where({ jobId: job.id }).orderBy('id').all();
    return { ...this.info(job), history };
  }

  /** From the start, with all its attempts, and at once. What runs or is done is left alone. */
  retry(actor: Principal, publicId: string): Promise<JobInfo> {
    return this.change(actor, publicId, 'retried', [...PAUSED, ...ENDED], (job) => this.anew(job));
  }

  /** With another payload, and then as `retry`. */
  edit(actor: Principal, publicId: string, payload: unknown): Promise<JobInfo> {
    const checked = checkedPayload(payload);
    return this.change(actor, publicId, 'edited', [...PAUSED, ...ENDED], (job) => ({
      ...this.anew(job),
      payload: checked,
    }));
  }

  /** What waits for it is told. */
  cancel(actor: Principal, publicId: string): Promise<JobInfo> {
    return this.needs.db.transaction(async () => {
      const cancelled = { status: 'cancelled', liveKey: null } as const;
      const info = await this.change(actor, publicId, 'cancelled', PAUSED, () => cancelled);
      const { name, orgId, payload } = info.job;
      const ended = { id: publicId, orgId: orgId || null, reason: 'Its job was cancelled' };
      await this.needs.kinds.find(name)?.onCancelled?.(payload, ended);
      return info;
    });
  }

  private anew({ uniqueKey, fence }: JobRow): Partial<JobRow> {
    return { status: 'ready', attempts: 0, liveKey: uniqueKey, fence: fence + 1 };
  }

  private async change(
    actor: Principal,
    publicId: string,
    done: string,
    from: readonly JobStatus[],
    changes: (job: JobRow) => Partial<JobRow>,
  ): Promise<JobInfo> {
    const { audit, clock, db, wake } = this.needs;
    return db.transaction(async () => {
      const job = await db.site(JOBS).where({ publicId }).forUpdate().first();
      if (!job) throw unknown(publicId);
      if (!from.includes(job.status)) throw notNow(job, done);
      const changed = { runAt: clock.now(), ...changes(job) };
      await this.write(job, changed);
      const { status } = job;
      const noted = { status: [status, changed.status], ...(done === 'edited' ? { payload: true } : {}) };
      const entry = { entityType: 'job', entityId: publicId, changes: noted };
      await audit.record(actor, { action: `job.${done}`, ...entry });
      db.afterCommit(wake);
      return this.info({ ...job, ...changed });
    });
  }

  private async write({ id, name, uniqueKey }: JobRow, changes: Partial<JobRow>): Promise<void> {
    try {
      await this.needs.db.site(JOBS).where({ id }).update(changes);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const message = `Another job ${name} with the key ${uniqueKey} waits or runs`;
      throw new ProblemError('conflict', message, { reason: 'job_key_taken', cause: error });
    }
  }

  private info(job: JobRow): JobInfo {
    return { job, attempts: attemptsOf(job, this.needs.kinds.find(job.name)) };
  }
}

function unknown(id: string): ProblemError {
  return new ProblemError('not_found', 'No such job', { data: { id } });
}

function notNow({ publicId: id, status }: JobRow, done: string): ProblemError {
  const message = `The job is ${status}: it cannot be ${done}`;
  return new ProblemError('conflict', message, { reason: `job_${status}`, data: { id } });
}
