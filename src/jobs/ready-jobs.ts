import type { Database } from '../database/database.js';
import type { Candidate } from './fair-pick.js';

interface LaneRow {
  readonly id: number;
  readonly org_id: number;
  readonly precedence: number;
}

/**
 * What is ready, read without locks and from the index `kp_jobs_lane` alone. Jobs of one kind and organisation lie
 * together there, most urgent first; from one such lane to the next it is a single hop, however long the lane is. So
 * a look costs a few hops for each kind that has work, not a scan of all that waits.
 */
export class ReadyJobs {
  constructor(private readonly db: Database) {}

  /** Kinds with ready jobs, known here or not. */
  async kinds(): Promise<string[]> {
    const names: string[] = [];
    for (let last = ''; ; ) {
      const [next] = await this.db.raw<{ name: string }>(
        "select name from kp_jobs where status = 'ready' and name > ? order by name limit 1",
        [last],
      );
      if (!next) return names;
      last = next.name;
      names.push(last);
    }
  }

  /**
   * Of one kind: the first job of each of up to `count` organisations, beginning behind `lastOrg`; where there are
   * fewer organisations, up to `count` jobs of each.
   */
  async candidates(name: string, lastOrg: number, count: number): Promise<Candidate[]> {
    const heads = await this.heads(name, lastOrg, count);
    if (heads.length >= count) return heads;
    const lanes: Candidate[] = [];
    for (const { orgId } of heads) lanes.push(...(await this.lane(name, orgId, count)));
    return lanes;
  }

  private async heads(name: string, lastOrg: number, count: number): Promise<Candidate[]> {
    const heads: Candidate[] = [];
    let isSecondRound = false;
    for (let org = lastOrg; heads.length < count; ) {
      const [next] = await this.db.raw<LaneRow>(
        `select id, org_id, precedence from kp_jobs where status = 'ready' and name = ? and org_id > ?
         order by org_id, precedence, id limit 1`,
        [name, org],
      );
      if (next && !(isSecondRound && next.org_id > lastOrg)) {
        org = next.org_id;
        heads.push(candidate(name, next));
      } else if (isSecondRound || lastOrg < 0) return heads;
      else {
        isSecondRound = true;
        org = -1;
      }
    }
    return heads;
  }

  private async lane(name: string, orgId: number, count: number): Promise<Candidate[]> {
    const rows = await this.db.raw<LaneRow>(
      `select id, org_id, precedence from kp_jobs where status = 'ready' and name = ? and org_id = ?
       order by precedence, id limit ?`,
      [name, orgId, count],
    );
    return rows.map((row) => candidate(name, row));
  }
}

function candidate(name: string, { id, org_id, precedence }: LaneRow): Candidate {
  return { id, name, orgId: org_id, precedence };
}
