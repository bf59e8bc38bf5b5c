import { AuditLog } from '../audit/audit-log.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import { newLockOwner } from '../database/lock-owner.js';
import type { Logger } from '../log.js';
import type { OwnedRegistry } from '../owned-registry.js';
import type { Room } from '../room.js';
import { Claims } from './claims.js';
import type { JobSpec, Jobs } from './job.js';
import { JobControl } from './job-control.js';
import { type JobGauge, jobCounts } from './job-counts.js';
import { JobKinds } from './job-kinds.js';
import { JobStatistics } from './job-stats.js';
import { Leases } from './leases.js';
import { Outcomes } from './outcomes.js';
import { JobQueue } from './queue.js';
import { ReadyJobs } from './ready-jobs.js';
import { Retention } from './retention.js';
import { Watch } from './watch.js';
import { Worker } from './worker.js';

export interface JobsNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  /** `systemPrincipal` */
  readonly actAs: (orgId: number, reason: string) => Principal;
  /** Whether this process answers a request at this moment: jobs then take less. Default: never. */
  readonly isAnswering?: () => boolean;
  /** How patient and how wide it works. For tests; the defaults are for sites. */
  readonly pace?: Partial<JobsPace>;
}

export interface JobsPace {
  /** A worker that is silent for so long has lost its jobs. Default 30 s. */
  readonly leaseMs: number;
  /** How soon work that other processes wrote down is seen. Default 1 s. */
  readonly pollMs: number;
  /** Jobs at once in one process. Default 8: requests need connections, too. */
  readonly concurrency: number;
  /** How long jobs may take to heed their signal when the site or their plugin stops. Default 5 s. */
  readonly stopMs: number;
}

export interface JobsRoom extends Room {
  readonly kinds: OwnedRegistry<JobSpec>;
  readonly jobs: Jobs;
  /** For administrators. */
  readonly control: JobControl;
  readonly statistics: JobStatistics;
  /** For the metrics. */
  readonly counted: readonly JobGauge[];
}

const PACE: JobsPace = { leaseMs: 30_000, pollMs: 1000, concurrency: 8, stopMs: 5000 };

export function createJobs(needs: JobsNeeds): JobsRoom {
  const { db, clock, log } = needs;
  const pace = { ...PACE, ...needs.pace };
  const owner = newLockOwner();
  const outcomes = new Outcomes(db, clock);
  const worker: Worker = new Worker({
    ...needs,
    ...pace,
    isAnswering: needs.isAnswering ?? (() => false),
    outcomes,
    claims: new Claims(db, clock, owner),
    ready: new ReadyJobs(db),
    kinds: () => kinds,
  });
  const kinds: JobKinds = new JobKinds(db, (of) => worker.drain(of));
  const watch = new Watch({
    log,
    outcomes,
    worker,
    leases: new Leases(db, owner, pace.leaseMs),
    retention: new Retention(db, clock),
    kinds: () => kinds,
    everyMs: pace.leaseMs / 6,
  });
  const wake = () => worker.wake();
  const statistics = new JobStatistics(db, clock);
  return {
    kinds,
    jobs: new JobQueue(db, clock, wake),
    control: new JobControl({ db, clock, audit: new AuditLog(db, clock), kinds, wake }),
    statistics,
    counted: jobCounts(statistics),
    async start() {
      worker.start();
      watch.start();
    },
    async stop() {
      await worker.stop();
      await watch.stop();
    },
  };
}
