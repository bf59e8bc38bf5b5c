import { setTimeout as sleep } from 'node:timers/promises';
import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import type { Claims } from './claims.js';
import type { Coordinator } from './coordinator.js';
import type { RunRow, TaskState } from './cron-tables.js';
import type { CronSpec } from './cron-task.js';
import type { CronTasks } from './cron-tasks.js';
import type { Ledger } from './ledger.js';
import type { TaskStates } from './task-states.js';

/** A task as administrators see it. */
export interface TaskInfo {
  readonly owner: string;
  readonly spec: CronSpec;
  readonly state: TaskState;
  /** Empty while it is paused. */
  readonly nextRuns: readonly Date[];
  readonly lastRun: RunRow | undefined;
}

export interface ControlNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly nodes: Nodes;
  readonly revisions: Revisions;
  readonly tasks: CronTasks;
  readonly states: TaskStates;
  readonly claims: Claims;
  readonly ledger: Ledger;
  readonly coordinator: Coordinator;
}

const SHOWN_RUNS = 5;
const LOOK_MS = 100;
const TAKE_MS = 15_000;

/** What administrators see of cron and do with it, over REST and by command. */
export class CronControl {
  constructor(private readonly needs: ControlNeeds) {}

  /** By name. */
  async list(): Promise<TaskInfo[]> {
    const names = this.needs.tasks.list().map(({ spec }) => spec.name);
    return Promise.all(names.sort().map((name) => this.get(name)));
  }

  async get(name: string): Promise<TaskInfo> {
    const { clock, ledger, states, tasks } = this.needs;
    const schedule = tasks.scheduleOf(name);
    const owner = tasks.ownerOf(name) ?? '';
    const state = await states.ensure(name, owner);
    const nextRuns = state.paused ? [] : schedule.nextTimes(clock.now(), SHOWN_RUNS);
    return { owner, spec: tasks.find(name) as CronSpec, state, nextRuns, lastRun: await ledger.last(name) };
  }

  /** Runs it out of turn, after the run that is in progress if there is one. Does not wait for the end. */
  async run(actor: Principal, name: string): Promise<RunRow> {
    const id = await this.request(actor, name);
    await this.needs.coordinator.beginWaiting(name);
    return this.found(name, id);
  }

  /** The same from a command: by a live process of the site, or here when there is none. Waits for the end. */
  async runToEnd(actor: Principal, name: string): Promise<RunRow> {
    const isLive = (await this.needs.nodes.live()).length > 0;
    const id = await this.request(actor, name);
    if (!isLive) return this.runHere(name, id);
    for (let waited = 0; ; waited += LOOK_MS) {
      const run = await this.found(name, id);
      if (run.endedAt) return run;
      if (run.status === 'waiting' && waited > TAKE_MS && (await this.needs.nodes.live()).length === 0)
        return this.runHere(name, id);
      await sleep(LOOK_MS);
    }
  }

  /** Its slots pass unused; what runs goes on. */
  pause(actor: Principal, name: string): Promise<TaskInfo> {
    return this.switch(actor, name, true);
  }

  /** From the next slot on: those of the pause are not made up for. */
  resume(actor: Principal, name: string): Promise<TaskInfo> {
    return this.switch(actor, name, false);
  }

  /** Newest first. */
  async history(name: string, page: number, perPage: number): Promise<Page<RunRow>> {
    this.needs.tasks.scheduleOf(name);
    return this.needs.ledger.list(name, page, perPage);
  }

  async found(name: string, id: number): Promise<RunRow> {
    const run = await this.needs.ledger.find(id);
    if (run?.task === name) return run;
    throw new ProblemError('not_found', 'No such run of this cron task', { data: { id } });
  }

  private async request(actor: Principal, name: string): Promise<number> {
    const { audit, claims, db, revisions, states, tasks } = this.needs;
    tasks.scheduleOf(name);
    await states.ensure(name, tasks.ownerOf(name) ?? '');
    return db.transaction(async () => {
      const id = await claims.request(name);
      await audit.record(actor, { action: 'cron.run', entityType: 'cron_task', entityId: name });
      await revisions.bump('cron');
      return id;
    });
  }

  /** What waits before it is run, too. */
  private async runHere(name: string, id: number): Promise<RunRow> {
    for (;;) {
      await this.needs.coordinator.takeWaiting(name);
      const run = await this.found(name, id);
      if (run.endedAt) return run;
      await this.needs.ledger.markLost(new Set());
      await sleep(LOOK_MS);
    }
  }

  private async switch(actor: Principal, name: string, paused: boolean): Promise<TaskInfo> {
    const { audit, clock, db, states, tasks } = this.needs;
    tasks.scheduleOf(name);
    await states.ensure(name, tasks.ownerOf(name) ?? '');
    await db.transaction(async () => {
      const state = await states.locked(name);
      if (!state || state.paused === paused) return;
      const now = clock.now();
      await states.change(name, {
        paused,
        problem: null,
        ...(!paused && { lastSlot: now, expectedSince: now }),
      });
      const action = paused ? 'cron.paused' : 'cron.resumed';
      await audit.record(actor, { action, entityType: 'cron_task', entityId: name });
    });
    return this.get(name);
  }
}
