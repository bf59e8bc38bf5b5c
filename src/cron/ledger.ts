import type { Clock } from '../clock.js';
import { Beats } from '../database/beats.js';
import type { Database } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { RUNS, type RunRow, type RunStatus, TASKS } from './cron-tables.js';
import type { TaskStates } from './task-states.js';

/** Of each task. */
const KEPT_RUNS = 1000;
const LONGEST_ERROR = 2000;

export interface LedgerNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly states: TaskStates;
  readonly leaseMs: number;
  /** Of this process. */
  readonly nodeId: string;
}

/** The runs as rows: how they are held, how they end, and which are shown. */
export class Ledger {
  private readonly beats: Beats;

  constructor(private readonly needs: LedgerNeeds) {
    this.beats = new Beats(needs.leaseMs);
  }

  find(id: number): Promise<RunRow | undefined> {
    return this.needs.db.site(RUNS).where({ id }).first();
  }

  list(task: string, page: number, perPage: number): Promise<Page<RunRow>> {
    const window = { kind: 'page', page, perPage } as const;
    return this.needs.db
      .site(RUNS)
      .where({ task })
      .page({ sort: ['id', 'desc'], window });
  }

  last(task: string): Promise<RunRow | undefined> {
    return this.needs.db.site(RUNS).where({ task }).orderBy('id', 'desc').first();
  }

  atSlot(task: string, slot: Date): Promise<RunRow | undefined> {
    return this.needs.db.site(RUNS).where({ task, claim: slot.toISOString() }).first();
  }

  waiting(): Promise<RunRow[]> {
    return this.needs.db.site(RUNS).where({ status: 'waiting' }).orderBy('id').all();
  }

  /** False when the run went to nobody: it was given up because nothing had been heard of it. */
  async renew({ id, fence, holder }: RunRow): Promise<boolean> {
    const rows = this.needs.db.query('kp_cron_runs').where({ id, fence, holder, status: 'running' });
    return Number(await rows.increment('beat', 1)) > 0;
  }

  /** In the transaction in progress. */
  async assertHeld({ id, fence, task }: RunRow): Promise<void> {
    const held = this.needs.db.site(RUNS).where({ id, fence, status: 'running' }).forUpdate();
    if (await held.first()) return;
    throw new ProblemError('conflict', `This run of ${task} was given up: nothing had been heard of it`);
  }

  /** False when it is too late: then nothing was written. */
  async end(run: RunRow, status: RunStatus, error: string | null): Promise<boolean> {
    const { clock, db, states } = this.needs;
    const { id, fence, task } = run;
    const outcome = { status, error: error?.slice(0, LONGEST_ERROR) ?? null, endedAt: clock.now() };
    return db.transaction(async () => {
      await states.locked(task);
      const held = db.site(RUNS).where({ id, fence, status: 'running' });
      if ((await held.update(outcome)) === 0) return false;
      if (status === 'succeeded') await states.change(task, { lastSuccessAt: outcome.endedAt });
      return true;
    });
  }

  /** Begun and not run: another process may. */
  async giveBack({ id, fence }: RunRow): Promise<void> {
    const rows = this.needs.db.site(RUNS).where({ id, fence, status: 'running' });
    await rows.update({ status: 'waiting', startedAt: null, node: null, holder: null });
  }

  /** Marks what ended without a word; `own` are those that this process runs. Answers what it marked. */
  async markLost(own: ReadonlySet<number>): Promise<readonly RunRow[]> {
    const left = await this.beats.look(async () => {
      const running = await this.needs.db.site(RUNS).where({ status: 'running' }).orderBy('id').all();
      return running.filter(({ id }) => !own.has(id));
    });
    const lost: RunRow[] = [];
    for (const { held } of left) if (await this.giveUp(held)) lost.push(held);
    return lost;
  }

  /** The newest of each task stay. */
  async prune(): Promise<void> {
    const { db } = this.needs;
    for (const { name } of await db.site(TASKS).all()) {
      const window = { kind: 'offset', offset: KEPT_RUNS, limit: 1 } as const;
      const newest = db.site(RUNS).where({ task: name });
      const [first] = (await newest.page({ sort: ['id', 'desc'], window, total: false })).items;
      if (first) await newest.compare('id', '<=', first.id).whereIn('status', OVER).delete();
    }
  }

  private async giveUp(run: RunRow): Promise<boolean> {
    // Claimed here, and the answer was lost with the connection: nobody has begun it.
    if (run.node === this.needs.nodeId) {
      await this.giveBack(run);
      return false;
    }
    const { id, beat, fence } = run;
    const silent = this.needs.db.site(RUNS).where({ id, beat, fence, status: 'running' });
    const error = 'Its process ended, or was not heard of any more';
    return (await silent.update({ status: 'lost', error, endedAt: this.needs.clock.now() })) > 0;
  }
}

const OVER: readonly RunStatus[] = ['succeeded', 'failed', 'timed_out', 'skipped', 'aborted', 'lost'];
