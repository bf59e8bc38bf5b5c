import { ProblemError } from '../http/problem.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { CronSpec } from './cron-task.js';
import { Schedule } from './schedule.js';

/** What the registry tells whoever runs the tasks. */
export interface TaskKeeper {
  declared(name: string): void;
  due(name: string, slot: Date): void;
  passedOver(): void;
  drain(owner: string): Promise<void>;
  forget(owner: string): Promise<void>;
}

/** The tasks of this process with their schedules; armed while the site runs. */
export class CronTasks extends OwnedRegistry<CronSpec> {
  private readonly schedules = new Map<string, Schedule>();
  private readonly disarms = new Map<string, () => void>();
  private keeper: TaskKeeper | undefined;
  private armed = false;

  constructor() {
    super('cron task');
  }

  /** Before anything is declared or drained. */
  keptBy(keeper: TaskKeeper): void {
    this.keeper = keeper;
  }

  scheduleOf(name: string): Schedule {
    const schedule = this.schedules.get(name);
    if (!schedule) throw new ProblemError('not_found', 'No such cron task', { data: { name } });
    return schedule;
  }

  override check(owner: string, specs: readonly CronSpec[]): void {
    super.check(owner, specs);
    for (const spec of specs) {
      assertTimeout(spec);
      new Schedule(spec);
    }
  }

  override declare(owner: string, specs: readonly CronSpec[]): void {
    super.declare(owner, specs);
    for (const spec of specs) {
      this.schedules.set(spec.name, new Schedule(spec));
      this.arm(spec.name);
      this.keeper?.declared(spec.name);
    }
  }

  override withdraw(owner: string): void {
    for (const { owner: known, spec } of this.list()) {
      if (known !== owner) continue;
      this.disarm(spec.name);
      this.schedules.delete(spec.name);
    }
    super.withdraw(owner);
  }

  override async drain(owner: string): Promise<void> {
    await this.keeper?.drain(owner);
  }

  override async forget(owner: string): Promise<void> {
    await this.keeper?.forget(owner);
  }

  /** From now on; again after the clock was set, for which node-cron would wait to be caught up with. */
  armAll(): void {
    this.armed = true;
    for (const { spec } of this.list()) this.arm(spec.name);
  }

  disarmAll(): void {
    this.armed = false;
    for (const { spec } of this.list()) this.disarm(spec.name);
  }

  private arm(name: string): void {
    if (!this.armed) return;
    this.disarm(name);
    const fire = (slot: Date) => this.keeper?.due(name, slot);
    this.disarms.set(
      name,
      this.scheduleOf(name).arm(fire, () => this.keeper?.passedOver()),
    );
  }

  private disarm(name: string): void {
    this.disarms.get(name)?.();
    this.disarms.delete(name);
  }
}

function assertTimeout({ name, timeoutMs = 1 }: CronSpec): void {
  if (Number.isSafeInteger(timeoutMs) && timeoutMs > 0 && timeoutMs < 2 ** 31) return;
  const told = 'timeoutMs must be a whole number of milliseconds, more than 0 and less than 25 days';
  throw new ProblemError('conflict', `The cron task ${name} cannot be declared: ${told}`, {
    reason: 'bad_timeout',
  });
}
