import type { TaskInfo } from '../../cron/cron-control.js';
import type { RunRow } from '../../cron/cron-tables.js';

/** A run of a cron task. */
export interface CronRunView {
  /** @isInt */
  id: number;
  task: string;
  /** The moment it was scheduled for; of a run by hand, when it was asked for. */
  slot: string;
  /** `missed`: run later, because no process was there. */
  kind: 'scheduled' | 'missed' | 'manual';
  /**
   * `waiting` for the run before it or for a process to take it; `aborted` with its plugin or process; `lost` when
   * its process ended without a word.
   */
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'timed_out' | 'skipped' | 'aborted' | 'lost';
  started_at: string | null;
  ended_at: string | null;
  error: string | null;
  /** Id of the process that ran it. */
  node: string | null;
  /**
   * Greater with each run of the task.
   * @isInt
   */
  fence: number;
}

/** A task that runs at fixed times, once in the whole site. */
export interface CronTaskView {
  name: string;
  /** The plugin that declares it, or `host`. */
  owner: string;
  description: string;
  /** Five fields, or six with seconds first. */
  schedule: string;
  timezone: string;
  /** What becomes of a slot while the one before still runs. */
  overlap: 'skip' | 'queue';
  /** What becomes of a slot that nobody was there for. */
  missed: 'once' | 'skip';
  /**
   * Milliseconds.
   * @isInt
   */
  timeout: number;
  paused: boolean;
  /** The next five; none while it is paused. */
  next_runs: string[];
  last_run: CronRunView | null;
  last_success_at: string | null;
  /** Why it counts as ill; null while all is well. */
  problem: string | null;
}

const TIMEOUT_MS = 300_000;

export function cronTaskView({ owner, spec, state, nextRuns, lastRun }: TaskInfo): CronTaskView {
  return {
    name: spec.name,
    owner,
    description: spec.description,
    schedule: spec.schedule,
    timezone: spec.timezone ?? 'UTC',
    overlap: spec.overlap ?? 'skip',
    missed: spec.missed ?? 'once',
    timeout: spec.timeoutMs ?? TIMEOUT_MS,
    paused: state.paused,
    next_runs: nextRuns.map((time) => time.toISOString()),
    last_run: lastRun ? cronRunView(lastRun) : null,
    last_success_at: state.lastSuccessAt?.toISOString() ?? null,
    problem: state.problem,
  };
}

export function cronRunView(run: RunRow): CronRunView {
  const { id, task, slot, kind, status, startedAt, endedAt, error, node, fence } = run;
  return {
    id,
    task,
    slot: slot.toISOString(),
    kind,
    status,
    started_at: startedAt?.toISOString() ?? null,
    ended_at: endedAt?.toISOString() ?? null,
    error,
    node,
    fence,
  };
}
