import { siteTable } from '../database/database.js';

/** `waiting`: for the run before it, or asked for and not begun. `aborted`: told to stop with its plugin or process. */
export type RunStatus =
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'skipped'
  | 'aborted'
  | 'lost';

/** `missed`: at a later time, because nobody was there. */
export type RunKind = 'scheduled' | 'missed' | 'manual';

export interface TaskState {
  readonly name: string;
  readonly owner: string;
  readonly paused: boolean;
  readonly fence: number;
  readonly lastSlot: Date;
  readonly lastSuccessAt: Date | null;
  readonly expectedSince: Date;
  readonly problem: string | null;
}

export interface RunRow {
  readonly id: number;
  readonly task: string;
  readonly claim: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly slot: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly error: string | null;
  readonly node: string | null;
  readonly holder: string | null;
  readonly fence: number;
  readonly beat: number;
}

export const TASKS = siteTable<TaskState>('kp_cron_tasks', {
  key: 'name',
  booleans: ['paused'],
  instants: ['lastSlot', 'lastSuccessAt', 'expectedSince'],
});

export const RUNS = siteTable<RunRow>('kp_cron_runs', { instants: ['slot', 'startedAt', 'endedAt'] });

/** What tests make shorter. */
export interface CronTimes {
  /** A run whose process has not been heard of for so long is lost. */
  readonly leaseMs: number;
  /** How often each process looks for what was missed, lost or asked for. */
  readonly lookMs: number;
  /** How often the clock is compared with one that cannot be set. */
  readonly clockMs: number;
  /** How long a process that stops waits for runs which do not heed their signal. */
  readonly stopMs: number;
}

export const CRON_TIMES: CronTimes = { leaseMs: 30_000, lookMs: 5000, clockMs: 1000, stopMs: 5000 };
