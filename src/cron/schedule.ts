import { type Logger as CronLogger, createTask, validateDetailed } from 'node-cron';
import { ProblemError } from '../http/problem.js';
import type { CronSpec } from './cron-task.js';

/** node-cron's own view of a pattern. Its `getNextRuns` counts from the machine's clock; ours is given. */
interface Matching {
  readonly timeMatcher: { getNextMatch(after: Date): Date };
}

const SECOND_MS = 1000;
const QUIET: CronLogger = { info() {}, warn() {}, error() {}, debug() {} };

/** The times of one task: instants, whatever zone they were written for. */
export class Schedule {
  private readonly matching: Matching;

  /** Throws a problem when the pattern or the zone means nothing, or a day that never comes. */
  constructor(private readonly spec: Pick<CronSpec, 'name' | 'schedule' | 'timezone'>) {
    assertZone(spec);
    assertPattern(spec);
    this.matching = createTask(spec.schedule, () => undefined, this.options) as unknown as Matching;
    try {
      this.next(new Date(0));
    } catch {
      throw refused(spec, `the schedule "${spec.schedule}" never comes`, 'bad_schedule');
    }
  }

  /** The first slot after this moment. */
  next(after: Date): Date {
    return this.matching.timeMatcher.getNextMatch(after);
  }

  nextTimes(after: Date, count: number): Date[] {
    const times: Date[] = [];
    for (let from = after; times.length < count; from = times.at(-1) as Date) times.push(this.next(from));
    return times;
  }

  /** The last slot after `since` that is not later than `until`, if there is one: found by halving. */
  latest(since: Date, until: Date): Date | undefined {
    if (this.next(since) > until) return undefined;
    let before = Math.floor(since.getTime() / SECOND_MS);
    let behind = Math.ceil(until.getTime() / SECOND_MS) + 1;
    while (behind - before > 1) {
      const middle = Math.floor((before + behind) / 2);
      if (this.next(new Date(middle * SECOND_MS)) <= until) before = middle;
      else behind = middle;
    }
    return this.next(new Date(Math.max(before * SECOND_MS, since.getTime())));
  }

  /** Calls `fire` at each slot, `missed` where one was passed over; answers how to stop. Waits for nothing. */
  arm(fire: (slot: Date) => void, missed: () => void): () => void {
    const task = createTask(this.spec.schedule, ({ date }) => fire(date), this.options);
    task.on('execution:missed', missed);
    void task.start();
    return () => void task.destroy();
  }

  private get options() {
    const { name, timezone = 'UTC' } = this.spec;
    return { name, timezone, logger: QUIET, unref: true };
  }
}

type Named = Pick<CronSpec, 'name' | 'schedule' | 'timezone'>;

function assertZone(spec: Named): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: spec.timezone ?? 'UTC' });
  } catch {
    const told = `there is no time zone "${spec.timezone}"; an IANA name is needed, like Europe/Berlin`;
    throw refused(spec, told, 'bad_timezone');
  }
}

function assertPattern(spec: Named): void {
  const { valid, errors } = validateDetailed(String(spec.schedule));
  if (valid) return;
  const why = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw refused(spec, `the schedule "${spec.schedule}" cannot be read (${why})`, 'bad_schedule');
}

function refused({ name }: Named, told: string, reason: string): ProblemError {
  return new ProblemError('conflict', `The cron task ${name} cannot be declared: ${told}`, { reason });
}
