import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import { withTimeout } from '../with-timeout.js';
import type { Claims } from './claims.js';
import type { RunKind, RunRow, TaskState } from './cron-tables.js';
import type { CronSpec } from './cron-task.js';
import type { CronTasks, TaskKeeper } from './cron-tasks.js';
import { Execution } from './execution.js';
import type { Ledger } from './ledger.js';
import { problemOf } from './task-health.js';
import type { TaskStates } from './task-states.js';

/** A slot that is found no later than this is late, not missed: the database may have been away for a moment. */
const LATE_MS = 60_000;
/** Slots that lie so far ahead were claimed by a clock that was wrong. */
const AHEAD_MS = 60_000;

export interface CoordinatorNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly nodes: Nodes;
  readonly tasks: CronTasks;
  readonly states: TaskStates;
  readonly claims: Claims;
  readonly ledger: Ledger;
  readonly leaseMs: number;
  readonly stopMs: number;
}

/**
 * Runs the tasks in this process. node-cron says when; the rows say who, and what was missed: whatever goes past
 * the timers (a site that was down, a clock that was set, a database that was away) is found by looking at the rows.
 */
export class Coordinator implements TaskKeeper {
  private readonly executions = new Map<number, { readonly execution: Execution; done: Promise<void> }>();
  private readonly claiming = new Set<Promise<void>>();
  /** Tasks of which a claim is in progress. */
  private readonly busy = new Set<string>();
  private looking: Promise<void> | undefined;
  private working = false;

  constructor(private readonly needs: CoordinatorNeeds) {}

  start(): void {
    this.working = true;
  }

  /** What goes on nevertheless counts as lost once the process is gone. */
  async stop(): Promise<void> {
    this.working = false;
    const { log, stopMs } = this.needs;
    const late = () => new Error(`Runs did not end within ${stopMs} ms`);
    await withTimeout(() => this.end(() => true, 'The site stops'), stopMs, late).catch((error: unknown) => {
      const tasks = [...this.executions.values()].map(({ execution }) => execution.spec.name);
      log.warn({ err: error, tasks }, 'Cron tasks did not end when they were told to');
    });
  }

  declared(): void {
    if (this.working) this.look();
  }

  due(name: string, slot: Date): void {
    this.begin(name, async (spec) => {
      await this.needs.states.ensure(name, this.needs.tasks.ownerOf(name) ?? '');
      return this.needs.claims.slot(spec, slot, 'scheduled');
    });
  }

  passedOver(): void {
    this.look();
  }

  drain(owner: string): Promise<void> {
    return this.end(({ name }) => name.startsWith(`${owner}.`), 'The plugin is switched off');
  }

  forget(owner: string): Promise<void> {
    return this.needs.states.forget(owner);
  }

  /** Looks for what was missed, lost or asked for. */
  look(): void {
    this.looking ??= this.lookAround().finally(() => {
      this.looking = undefined;
    });
    this.track(this.looking);
  }

  /** Takes what waits, also in a process that is no site; answers when it has ended. */
  async takeWaiting(name: string): Promise<void> {
    const spec = this.needs.tasks.find(name);
    const run = spec && (await this.needs.claims.waiting(name));
    if (run) await this.execute(spec, run);
  }

  /** The same, without waiting for the end. */
  async beginWaiting(name: string): Promise<void> {
    const spec = this.needs.tasks.find(name);
    const run = spec && (await this.needs.claims.waiting(name));
    if (run) void this.execute(spec, run);
  }

  private async lookAround(): Promise<void> {
    const { ledger, log, states, tasks } = this.needs;
    for (const { task, id } of await ledger.markLost(new Set(this.executions.keys())))
      log.error({ task, run: id }, `A run of the cron task ${task} is lost: its process is gone`);
    const known = await states.all();
    for (const { owner, spec } of tasks.list()) {
      const state = known.get(spec.name) ?? (await states.ensure(spec.name, owner));
      await this.catchUp(spec, state);
      await this.examine(spec, state);
    }
    const waiting = new Set((await ledger.waiting()).map(({ task }) => task));
    for (const name of waiting) this.begin(name, () => this.needs.claims.waiting(name));
  }

  /** Begins the last slot that nobody has claimed, or leaves it out. */
  private async catchUp(spec: CronSpec, state: TaskState): Promise<void> {
    if (state.paused) return;
    const now = this.needs.clock.now();
    if (state.lastSlot.getTime() > now.getTime() + AHEAD_MS) return this.comeBack(state, now);
    const slot = this.needs.tasks.scheduleOf(spec.name).latest(state.lastSlot, now);
    if (!slot) return;
    const isLate = now.getTime() - slot.getTime() <= LATE_MS;
    if (!isLate && spec.missed === 'skip')
      return this.needs.claims.leaveOut(spec, slot, 'Nobody was there at its time');
    const kind: RunKind = isLate ? 'scheduled' : 'missed';
    this.begin(spec.name, () => this.needs.claims.slot(spec, slot, kind));
  }

  private async examine(spec: CronSpec, state: TaskState): Promise<void> {
    const { clock, log, states, tasks } = this.needs;
    const problem = problemOf(spec, state, tasks.scheduleOf(spec.name), clock.now());
    if (problem === state.problem) return;
    if (problem !== null) log.error({ task: spec.name }, problem);
    await states.change(spec.name, { problem });
  }

  /** A live process whose clock goes ahead of ours is left alone: each slot still runs once. */
  private async comeBack({ lastSlot, name }: TaskState, now: Date): Promise<void> {
    const { claims, ledger, log, nodes } = this.needs;
    const node = (await ledger.atSlot(name, lastSlot))?.node ?? nodes.id;
    if (node !== nodes.id && (await nodes.isLive(node))) return;
    log.warn({ task: name, lastSlot }, `Slots of ${name} were run ahead of their time; they come again`);
    await claims.takeBackFrom(name, now);
  }

  /**
   * A claim in progress is waited for like a run, so that nothing begins behind our back. One at once for each task:
   * where another process holds the task's row and stands still, the claims would use up the connections. What is
   * left out here is found by the next look.
   */
  private begin(name: string, claim: (spec: CronSpec) => Promise<RunRow | undefined>): void {
    const spec = this.needs.tasks.find(name);
    if (!spec || !this.working || this.busy.has(name)) return;
    this.busy.add(name);
    const claimed = claim(spec).finally(() => this.busy.delete(name));
    this.track(claimed.then((run) => (run ? this.beginRun(spec, run) : undefined)));
  }

  private async beginRun(spec: CronSpec, run: RunRow): Promise<void> {
    const { ledger, tasks } = this.needs;
    if (!this.working) return ledger.giveBack(run);
    if (tasks.find(spec.name) === spec) void this.execute(spec, run);
    else await ledger.end(run, 'aborted', 'The plugin was switched off');
  }

  private track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.needs.log.warn({ err: error }, 'Cron could not look at its rows'))
      .finally(() => this.claiming.delete(tracked));
    this.claiming.add(tracked);
  }

  private execute(spec: CronSpec, run: RunRow): Promise<void> {
    const { ledger, log, leaseMs } = this.needs;
    const execution = new Execution(spec, run, ledger, log, leaseMs);
    const done = execution.settled().then(() => {
      this.executions.delete(run.id);
      this.begin(spec.name, () => this.needs.claims.waiting(spec.name));
    });
    this.executions.set(run.id, { execution, done });
    return done;
  }

  private async end(which: (spec: CronSpec) => boolean, reason: string): Promise<void> {
    await Promise.all(this.claiming);
    const running = [...this.executions.values()].filter(({ execution }) => which(execution.spec));
    for (const { execution } of running) execution.abort(reason);
    await Promise.all(running.map(({ done }) => done));
  }
}
