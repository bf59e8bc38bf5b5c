import type { JobStatistics, JobStats } from './job-stats.js';

/** As the metrics take it. */
export interface JobGauge {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge';
  readonly value: () => Promise<number>;
}

/** How the queue of the whole site stands, as `/metrics` shows it in each process. */
export function jobCounts(statistics: JobStatistics): readonly JobGauge[] {
  const gauge = (name: string, help: string, of: (stats: JobStats) => number): JobGauge => ({
    name: `koapress_jobs_${name}`,
    help,
    type: 'gauge',
    // A page of metrics must not fail with the database.
    value: async () => of(await statistics.recent().catch(() => UNKNOWN)),
  });
  return [
    gauge('queued', 'Jobs that wait or are ready', ({ total }) => total.waiting + total.ready),
    gauge('running', 'Jobs that run', ({ total }) => total.running),
    gauge('dead', 'Jobs that were given up', ({ total }) => total.dead),
    gauge(
      'oldest_ready_seconds',
      'Age of the job that has been ready the longest',
      (stats) => stats.oldestReadySeconds,
    ),
  ];
}

const NONE = Number.NaN;
const UNKNOWN: JobStats = {
  kinds: [],
  total: { waiting: NONE, ready: NONE, running: NONE, dead: NONE },
  oldestReadySeconds: NONE,
};
