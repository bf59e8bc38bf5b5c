import type { JobsPace } from '../../src/jobs/create-jobs.js';
import { createLogger } from '../../src/log.js';

export const quiet = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent');
export const QUICK: JobsPace = { leaseMs: 600, pollMs: 30, concurrency: 8 };
/** Backoff of tests that want another attempt soon. */
export const AT_ONCE = { baseMs: 1, factor: 1, maxMs: 1 };
