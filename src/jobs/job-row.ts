import { siteTable } from '../database/database.js';

/**
 * `waiting` until its time has come, then `ready` for any worker that knows its kind, `running` in one of them; it
 * ends `done`, `dead` (given up, with its reason) or `cancelled`.
 */
export type JobStatus = 'waiting' | 'ready' | 'running' | 'done' | 'dead' | 'cancelled';

export interface JobRow {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  /** 0: the site's. */
  readonly orgId: number;
  readonly payload: unknown;
  readonly status: JobStatus;
  /** The priority with its sign turned. */
  readonly precedence: number;
  /** Waiting: when it becomes ready. Else since when it has its status. */
  readonly runAt: Date;
  /** Begun so far, the one in progress included. */
  readonly attempts: number;
  readonly maxAttempts: number | null;
  readonly uniqueKey: string | null;
  readonly liveKey: string | null;
  /** The worker that has it, or had it last. */
  readonly owner: string | null;
  /** Made greater by its worker as long as it runs. */
  readonly beat: number;
  /** Made greater by each claim and by each change from outside. */
  readonly fence: number;
  /** Of the last attempt that did not end well. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
}

/** The precedence behind which nothing comes: that of the least priority. */
export const LAST = 100;

export type AttemptOutcome = 'failed' | 'timed_out' | 'lost' | 'gave_up';

export interface AttemptRow {
  readonly id: number;
  readonly jobId: number;
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  readonly reason: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date;
}

/** Written far more often than listed: its totals are counted. */
export const JOBS = siteTable<JobRow>('kp_jobs', {
  instants: ['runAt', 'createdAt', 'startedAt'],
  json: ['payload'],
  keepTotals: false,
});

export const ATTEMPTS = siteTable<AttemptRow>('kp_job_attempts', {
  instants: ['startedAt', 'endedAt'],
  keepTotals: false,
});
