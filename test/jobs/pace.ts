import { systemPrincipal } from '../../src/auth/system-principal.js';
import { type Clock, systemClock } from '../../src/clock.js';
import type { HostDatabase } from '../../src/database/open.js';
import { createJobs, type JobsPace, type JobsRoom } from '../../src/jobs/create-jobs.js';
import { createLogger } from '../../src/log.js';

export const quiet = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent');
export const QUICK: JobsPace = { leaseMs: 600, pollMs: 30, concurrency: 8, stopMs: 5000 };
/** Backoff of tests that want another attempt soon. */
export const AT_ONCE = { baseMs: 1, factor: 1, maxMs: 1 };

/** A queue and its worker without a site around them. */
export function quickJobs(
  db: HostDatabase,
  pace: Partial<JobsPace> = {},
  clock: Clock = systemClock,
): JobsRoom {
  return createJobs({
    db,
    clock,
    log: quiet,
    actAs: systemPrincipal,
    pace: { ...QUICK, ...pace },
  });
}
