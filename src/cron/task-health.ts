import type { TaskState } from './cron-tables.js';
import type { CronSpec } from './cron-task.js';
import type { Schedule } from './schedule.js';

/** Slots that may pass without a success before somebody should look. */
const PERIODS = 3;
const RUN_MS = 300_000;

/** Why the task counts as ill; null while it does not. The last of the periods has its time-out to end in. */
export function problemOf(spec: CronSpec, state: TaskState, schedule: Schedule, now: Date): string | null {
  if (state.paused) return null;
  const { expectedSince, lastSuccessAt } = state;
  const since = lastSuccessAt && lastSuccessAt > expectedSince ? lastSuccessAt : expectedSince;
  const last = schedule.nextTimes(since, PERIODS).at(-1) as Date;
  if (now.getTime() <= last.getTime() + (spec.timeoutMs ?? RUN_MS)) return null;
  const told = lastSuccessAt
    ? `has not succeeded since ${lastSuccessAt.toISOString()}`
    : 'has never succeeded';
  return `The cron task ${spec.name} ${told}: its last ${PERIODS} times or more went wrong`;
}
