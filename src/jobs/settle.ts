import { setTimeout as sleep } from 'node:timers/promises';
import { isProblem } from '../http/problem.js';
import type { Logger } from '../log.js';
import type { Attempt } from './attempt.js';

const TRIES = 3;
const MAX_PAUSE_MS = 5000;

/**
 * Writes what came of an attempt, as soon as the database is there to take it. What cannot be written for another
 * reason is left as it is: the watch over leases finds it, and the job is taken anew.
 */
export async function settle(attempt: Attempt, log: Logger): Promise<void> {
  const { name, publicId: id, attempts } = attempt.job;
  const about = { job: name, id, attempt: attempts };
  for (let tries = 1; ; tries++) {
    try {
      if (!(await attempt.end())) log.warn(about, 'A job went to somebody else; its outcome is not kept');
      return;
    } catch (error) {
      const isAway = isProblem(error) && error.code === 'unavailable';
      if (!isAway || tries === 1) log.warn({ err: error, ...about }, 'The outcome of a job was not written');
      if (attempt.isAbandoned || (!isAway && tries === TRIES)) return;
      await sleep(Math.min(100 * 2 ** tries, MAX_PAUSE_MS), undefined, { ref: false });
    }
  }
}
