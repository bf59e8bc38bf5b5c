import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { hasEnded } from '../database/lock-owner.js';
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
  /** When each beat of others' runs was first seen, by a clock that nobody can set. */
  private readonly seen = new Map<number, { readonly beat: number; readonly since: number }>();
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly needs: LedgerNeeds) {}

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

  /** Takes back a run that nobody has begun. */
  async withdraw(id: number): Promise<boolean> {
    return (await this.needs.db.site(RUNS).where({ id, status: 'waiting' }).delete()) > 0;
  }

  /** Marks what ended without a word; `own` are those that this process runs. Answers what it marked. */
  async markLost(own: ReadonlySet<number>): Promise<readonly RunRow[]> {
    const before = performance.now();
    const running = await this.needs.db.site(RUNS).where({ status: 'running' }).orderBy('id').all();
    // Who could not look for a while begins anew: those it watches may have been as blind.
    if (before - this.lookedAt > this.needs.leaseMs / 2) this.seen.clear();
    this.lookedAt = performance.now();
    for (const id of this.seen.keys()) if (!running.some((run) => run.id === id)) this.seen.delete(id);
    const lost: RunRow[] = [];
    for (const run of running)
      if (!own.has(run.id) && this.isSilent(run) && (await this.giveUp(run))) lost.push(run);
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

  /** No clock of another process is believed: a beat that has not changed for a lease is what counts. */
  private isSilent({ id, beat, holder }: RunRow): boolean {
    if (holder !== null && hasEnded(holder)) return true;
    const now = performance.now();
    const before = this.seen.get(id);
    if (before?.beat === beat) return now - before.since > this.needs.leaseMs;
    this.seen.set(id, { beat, since: now });
    return false;
  }

  private async giveUp(run: RunRow): Promise<boolean> {
    // Claimed here, and the answer was lost with the connection: nobody has begun it.
    if (run.node === this.needs.nodeId) {
      await this.giveBack(run);
      return false;
    }
    const { id, beat } = run;
    const silent = this.needs.db.site(RUNS).where({ id, beat, status: 'running' });
    const error = 'Its process ended, or was not heard of any more';
    return (await silent.update({ status: 'lost', error, endedAt: this.needs.clock.now() })) > 0;
  }
}

const OVER: readonly RunStatus[] = ['succeeded', 'failed', 'timed_out', 'skipped', 'aborted', 'lost'];
