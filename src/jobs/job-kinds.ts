import type { Database } from '../database/database.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { JobSpec } from './job.js';

/** The kinds of job that this process can run. */
export class JobKinds extends OwnedRegistry<JobSpec> {
  constructor(
    private readonly db: Database,
    private readonly drainWorker: (owner: string) => Promise<void>,
  ) {
    super('job');
  }

  override drain(owner: string): Promise<void> {
    return this.drainWorker(owner);
  }

  override async forget(owner: string): Promise<void> {
    // Names are `<owner>.<rest>`, and `/` comes next after the dot.
    const between = [`${owner}.`, `${owner}/`] as const;
    const own = () => this.db.query('kp_jobs').whereBetween('name', [...between]);
    await this.db.query('kp_job_attempts').whereIn('job_id', own().select('id')).delete();
    await own().delete();
  }
}
