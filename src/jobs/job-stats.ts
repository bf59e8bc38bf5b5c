import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { HealthProblem } from '../health/health.js';
import { JOBS, type JobStatus } from './job-row.js';

export interface KindStats {
  readonly name: string;
  /** Jobs by what they are; those that are done or cancelled are not counted. */
  readonly counts: Readonly<Record<Counted, number>>;
}

export interface JobStats {
  readonly kinds: readonly KindStats[];
  readonly total: Readonly<Record<Counted, number>>;
  /** Since when the job has been ready that has been so the longest, in seconds. */
  readonly oldestReadySeconds: number;
}

const COUNTED = ['waiting', 'ready', 'running', 'dead'] as const satisfies readonly JobStatus[];
type Counted = (typeof COUNTED)[number];

const KEPT_MS = 5000;
/** A job that has been ready for so long is a problem. */
const TOO_OLD_SECONDS = 900;

/** How the queue stands; one count in five seconds, whoever asks. */
export class JobStatistics {
  private last: { readonly at: number; readonly stats: Promise<JobStats> } | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async recent(): Promise<JobStats> {
    if (this.last && performance.now() - this.last.at < KEPT_MS) return this.last.stats;
    const stats = this.now();
    this.last = { at: performance.now(), stats };
    stats.catch(() => {
      this.last = undefined;
    });
    return stats;
  }

  async now(): Promise<JobStats> {
    const rows = await this.db.raw<{ name: string; status: Counted; jobs: number }>(
      `select status, name, count(*) as jobs from kp_jobs where status in (${COUNTED.map(() => '?')})
       group by status, name order by name`,
      COUNTED,
    );
    const kinds = new Map<string, Record<Counted, number>>();
    const total = none();
    for (const { name, status, jobs } of rows) {
      const counts = kinds.get(name) ?? none();
      kinds.set(name, counts);
      counts[status] = Number(jobs);
      total[status] += Number(jobs);
    }
    const list = [...kinds].map(([name, counts]) => ({ name, counts }));
    return { kinds: list, total, oldestReadySeconds: await this.oldest() };
  }

  async problems(): Promise<readonly HealthProblem[]> {
    const { kinds, oldestReadySeconds } = await this.recent();
    const problems: HealthProblem[] = kinds
      .filter(({ counts }) => counts.dead > 0)
      .map(({ name, counts }) => ({
        check: `Jobs ${name}`,
        detail: `${counts.dead} were given up`,
        cure: `koapress jobs list --status dead --name ${name} says why; koapress jobs retry begins one anew.`,
      }));
    if (oldestReadySeconds > TOO_OLD_SECONDS)
      problems.push({
        check: 'Job queue',
        detail: `a job has been ready for ${oldestReadySeconds} seconds`,
        cure: 'Switch on the plugin whose jobs wait (koapress jobs stats), or start more processes.',
      });
    return problems;
  }

  private async oldest(): Promise<number> {
    const first = await this.db.site(JOBS).where({ status: 'ready' }).orderBy('runAt').first();
    return first ? Math.max(0, Math.floor((this.clock.now().getTime() - first.runAt.getTime()) / 1000)) : 0;
  }
}

function none(): Record<Counted, number> {
  return { waiting: 0, ready: 0, running: 0, dead: 0 };
}
