import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/errors.js';
import { RUNS, TASKS, type TaskState } from './cron-tables.js';

/** What all processes know of the tasks. */
export class TaskStates {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<ReadonlyMap<string, TaskState>> {
    const rows = await this.db.site(TASKS).all();
    return new Map(rows.map((row) => [row.name, row]));
  }

  /** A task that is new has missed nothing. */
  async ensure(name: string, owner: string): Promise<TaskState> {
    const known = await this.find(name);
    if (known) return known;
    const now = this.clock.now();
    const state = { ...UNKNOWN, owner, lastSlot: now, expectedSince: now };
    try {
      await this.db.site(TASKS).insert({ name, ...state });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return (await this.find(name)) ?? { name, ...state };
  }

  /** Whoever holds it is the only one to decide about the task's slots until the transaction ends. */
  locked(name: string): Promise<TaskState | undefined> {
    return this.db.site(TASKS).where({ name }).forUpdate().first();
  }

  ill(): Promise<TaskState[]> {
    return this.db.site(TASKS).whereNotNull('problem').orderBy('name').all();
  }

  async change(name: string, values: Partial<TaskState>): Promise<void> {
    await this.db.site(TASKS).where({ name }).update(values);
  }

  async forget(owner: string): Promise<void> {
    const rows = await this.db.site(TASKS).where({ owner }).all();
    for (const { name } of rows) await this.db.site(RUNS).where({ task: name }).delete();
    await this.db.site(TASKS).where({ owner }).delete();
  }

  private find(name: string): Promise<TaskState | undefined> {
    return this.db.site(TASKS).where({ name }).first();
  }
}

const UNKNOWN = { paused: false, fence: 0, lastSuccessAt: null, problem: null };
