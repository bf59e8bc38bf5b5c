import type { JobInfo } from '../../jobs/job-control.js';
import type { AttemptRow } from '../../jobs/job-row.js';

export type JobStatusView = 'waiting' | 'ready' | 'running' | 'done' | 'dead' | 'cancelled';

/** A piece of durable work. */
export interface JobView {
  id: string;
  /** What kind of job it is: its plugin, a dot, and what it does. */
  name: string;
  /**
   * Whose work it is; null: the site's.
   * @isInt
   */
  org_id: number | null;
  /** `waiting` until its time has come, `ready` until a process has room; `dead` is given up. */
  status: JobStatusView;
  /**
   * From -100 to 100; the greater first.
   * @isInt
   */
  priority: number;
  /** While it waits: when it becomes ready. Else since when it has its status. */
  run_at: string;
  /**
   * Begun so far.
   * @isInt
   */
  attempts: number;
  /** @isInt */
  max_attempts: number;
  /** While it waits or runs, no other of its kind has this key. */
  unique_key: string | null;
  /** Why the last attempt that did not end well did not. */
  reason: string | null;
  created_at: string;
  /** Of the last attempt. */
  started_at: string | null;
}

/** An attempt that did not end well. */
export interface JobAttemptView {
  /** @isInt */
  attempt: number;
  /** `lost`: whoever ran it ended, or was silent for longer than its lease. */
  outcome: 'failed' | 'timed_out' | 'lost' | 'gave_up';
  reason: string;
  started_at: string | null;
  ended_at: string;
}

/** A job with what it was given, and with what came of it. */
export interface JobDetailView extends JobView {
  /** As it was enqueued: any JSON. */
  payload: unknown;
  history: JobAttemptView[];
}

export function jobView({ job, attempts }: JobInfo): JobView {
  return {
    id: job.publicId,
    name: job.name,
    org_id: job.orgId || null,
    status: job.status,
    priority: 0 - job.precedence,
    run_at: job.runAt.toISOString(),
    attempts: job.attempts,
    max_attempts: attempts,
    unique_key: job.uniqueKey,
    reason: job.reason,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
  };
}

export function jobDetailView(info: JobInfo & { readonly history: readonly AttemptRow[] }): JobDetailView {
  return { ...jobView(info), payload: info.job.payload, history: info.history.map(attemptView) };
}

function attemptView({ attempt, outcome, reason, startedAt, endedAt }: AttemptRow): JobAttemptView {
  const started_at = startedAt?.toISOString() ?? null;
  return { attempt, outcome, reason, started_at, ended_at: endedAt.toISOString() };
}
