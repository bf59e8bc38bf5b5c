import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { newLockOwner } from '../database/lock-owner.js';
import { RUNS, type RunKind, type RunRow, type RunStatus, type TaskState } from './cron-tables.js';
import type { CronSpec } from './cron-task.js';
import type { TaskStates } from './task-states.js';

/** Of one task at once; what comes then is left out, or the site would never catch up. */
const LONGEST_QUEUE = 10;

export interface ClaimNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly states: TaskStates;
  /** Of this process. */
  readonly nodeId: string;
}

/** Who runs a slot: all processes try, and the row of (task, slot) elects one. */
export class Claims {
  constructor(private readonly needs: ClaimNeeds) {}

  /** The run, if it is this process' to run now. */
  async slot(spec: CronSpec, slot: Date, kind: RunKind): Promise<RunRow | undefined> {
    const run = await this.needs.db.transaction(async () => {
      const state = await this.needs.states.locked(spec.name);
      if (!state || state.paused || slot <= state.lastSlot) return undefined;
      const { status, error } = await this.standing(spec);
      return this.insert(state, { slot, kind, claim: slot.toISOString(), status, error });
    });
    return run?.status === 'running' ? run : undefined;
  }

  /** Notes that a slot is left out on purpose. */
  async leaveOut(spec: CronSpec, slot: Date, error: string): Promise<void> {
    await this.needs.db.transaction(async () => {
      const state = await this.needs.states.locked(spec.name);
      if (!state || state.paused || slot <= state.lastSlot) return;
      const claim = slot.toISOString();
      await this.insert(state, { slot, kind: 'missed', claim, status: 'skipped', error });
    });
  }

  /** A run out of turn, which some process takes. */
  async request(name: string): Promise<number> {
    const { clock, db } = this.needs;
    return db.site(RUNS).insert({
      task: name,
      claim: `manual:${randomUUID()}`,
      kind: 'manual',
      status: 'waiting',
      slot: clock.now(),
      fence: 0,
      beat: 0,
    });
  }

  /** The oldest run that waits, unless another one of the task runs. */
  async waiting(name: string): Promise<RunRow | undefined> {
    const { db, states } = this.needs;
    const waits = db.site(RUNS).where({ task: name, status: 'waiting' });
    if ((await waits.limit(1).all()).length === 0) return undefined;
    return db.transaction(async () => {
      const state = await states.locked(name);
      if (!state || (await this.count(name, 'running')) > 0) return undefined;
      const run = await waits.orderBy('id').first();
      if (!run) return undefined;
      const taken = { status: 'running' as const, ...this.begun(state) };
      await states.change(name, { fence: taken.fence });
      await db.site(RUNS).where({ id: run.id }).update(taken);
      return { ...run, ...taken };
    });
  }

  /** Slots that a wrong clock has run ahead of their time come again. */
  async takeBackFrom(name: string, now: Date): Promise<void> {
    const { db, states } = this.needs;
    await db.transaction(async () => {
      await states.locked(name);
      const ahead = await db.site(RUNS).where({ task: name }).compare('slot', '>', now).all();
      for (const { id } of ahead)
        await db
          .site(RUNS)
          .where({ id })
          .update({ claim: `ahead:${id}` });
      await states.change(name, { lastSlot: now });
    });
  }

  /** What becomes of a slot that has come. */
  private async standing({ name, overlap }: CronSpec): Promise<Pick<RunRow, 'status' | 'error'>> {
    if ((await this.count(name, 'running')) === 0) return { status: 'running', error: null };
    if (overlap !== 'queue') return { status: 'skipped', error: 'The run before it had not ended' };
    if ((await this.count(name, 'waiting')) < LONGEST_QUEUE) return { status: 'waiting', error: null };
    return { status: 'skipped', error: `${LONGEST_QUEUE} runs before it waited already` };
  }

  private async insert(
    state: TaskState,
    made: Pick<RunRow, 'slot' | 'kind' | 'claim' | 'status' | 'error'>,
  ): Promise<RunRow> {
    const { clock, db, states } = this.needs;
    const now = clock.now();
    const isOver = made.status === 'skipped' ? { endedAt: now } : {};
    const values = { ...NOT_BEGUN, ...made, ...isOver, task: state.name };
    const row = made.status === 'running' ? { ...values, ...this.begun(state) } : values;
    await states.change(state.name, { lastSlot: made.slot, fence: Math.max(state.fence, row.fence) });
    return { ...row, id: await db.site(RUNS).insert(row) };
  }

  private begun({ fence }: TaskState) {
    const { clock, nodeId } = this.needs;
    return { startedAt: clock.now(), node: nodeId, holder: newLockOwner(), fence: fence + 1 };
  }

  private count(task: string, status: RunStatus): Promise<number> {
    return this.needs.db.site(RUNS).where({ task, status }).count();
  }
}

const NOT_BEGUN = { startedAt: null, endedAt: null, node: null, holder: null, fence: 0, beat: 0 };
