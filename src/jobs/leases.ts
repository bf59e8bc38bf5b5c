import { type Beating, Beats } from '../database/beats.js';
import type { Database } from '../database/database.js';
import { JOBS, type JobRow } from './job-row.js';

interface Held extends Beating {
  readonly holder: string;
}

/** A job whose worker is gone, with how that is known. */
export interface Abandoned {
  readonly job: JobRow;
  readonly why: 'ended' | 'silent' | 'forgotten';
}

/** Who runs a job keeps it by its beat; who sees that beat stand still takes the job back. */
export class Leases {
  private readonly beats: Beats;

  constructor(
    private readonly db: Database,
    private readonly owner: string,
    leaseMs: number,
  ) {
    this.beats = new Beats(leaseMs);
  }

  /** False when the attempt has lost its job. */
  async renew({ id, fence }: JobRow): Promise<boolean> {
    const { client } = this.db.query('kp_jobs');
    const own = this.db.query('kp_jobs').where({ id, fence, status: 'running' });
    return Number(await own.update({ beat: client.raw('beat + 1') })) > 0;
  }

  /** `isOurs`: whether this worker knows of the attempt. Else a claim of its was committed without its hearing of it. */
  async abandoned(
    isOurs: (job: { readonly id: number; readonly fence: number }) => boolean,
  ): Promise<Abandoned[]> {
    let forgotten: Held[] = [];
    const left = await this.beats.look(async () => {
      const all = await this.held();
      forgotten = all.filter((each) => each.holder === this.owner && !isOurs(each));
      return all.filter(({ holder }) => holder !== this.owner);
    });
    const found: Abandoned[] = [];
    for (const { held, why } of [
      ...left,
      ...forgotten.map((held) => ({ held, why: 'forgotten' as const })),
    ]) {
      const job = await this.unchanged(held);
      if (job) found.push({ job, why });
    }
    return found;
  }

  private held(): Promise<Held[]> {
    return this.db.raw<Held>("select id, owner as holder, fence, beat from kp_jobs where status = 'running'");
  }

  /** The whole row, if nothing has happened since. */
  private unchanged({ id, fence, beat }: Held): Promise<JobRow | undefined> {
    return this.db.site(JOBS).where({ id, fence, beat, status: 'running' }).first();
  }
}
