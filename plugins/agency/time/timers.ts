import { changed, dayAt, isDuplicate, type Principal, ProblemError, type Rows, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { TimeEntry, TimerValues } from '../contract.js';
import { assertOwn, notFound } from '../problems.js';
import { tell } from '../webhook-events.js';
import { rounded } from './rounding.js';
import { TIME_ENTRIES, type TimeEntryRow, timeEntryOf } from './time-entry-row.js';
import { timedMinutes } from './time-spans.js';
import { MANAGE_TIME, type TimeTargets } from './time-targets.js';

/** Time that is being spent now. */
export class Timers {
  constructor(
    private readonly host: AgencyHost,
    private readonly targets: TimeTargets,
  ) {}

  async start(actor: Principal, values: TimerValues): Promise<TimeEntry> {
    const { timezone } = await this.host.accounts.organization(actor);
    const userId = values.userId ?? actor.userId;
    try {
      return await this.host.db.transaction(() => this.insert(actor, values, timezone));
    } catch (error) {
      // The database decides between two starts at once.
      if (isDuplicate(error, 'running')) throw await this.alreadyRunning(actor, userId);
      throw error;
    }
  }

  stop(actor: Principal, id: number): Promise<TimeEntry> {
    return this.host.db.transaction(async () => {
      const row = await this.rows(actor).where({ id }).forUpdate().first();
      if (!row) throw notFound('time entry', id);
      assertOwn(actor, row.userId, MANAGE_TIME);
      const before = timeEntryOf(row);
      if (!before.running || !before.startedAt)
        throw new ProblemError('conflict', `Time entry ${id} is not running`);

      const { rounding } = await this.targets.resolve(actor, before, before);
      const now = this.host.clock.now();
      const minutes = timedMinutes(before.startedAt, now);
      const counted = { endedAt: now, minutes, roundedMinutes: rounded(minutes, rounding) };
      const columns = { ...counted, runningUserId: null, updatedAt: now };
      await this.rows(actor).where({ id }).update(columns);

      const entry = timeEntryOf({ ...row, ...columns });
      await this.record(actor, 'timer.stopped', id, changed(before, entry));
      await tell(this.host, 'agency.timer.stopped', entry, actor);
      return entry;
    });
  }

  private async insert(actor: Principal, values: TimerValues, timezone: string): Promise<TimeEntry> {
    const { facts } = await this.targets.resolve(actor, values);
    const now = this.host.clock.now();
    const timing = {
      date: dayAt(now, timezone),
      startedAt: now,
      endedAt: null,
      minutes: null,
      roundedMinutes: null,
    };
    const kept = { runningUserId: facts.userId, invoiceId: null, createdAt: now, updatedAt: now };
    const row = { ...facts, ...timing, ...kept };
    const entry = timeEntryOf({ ...row, id: await this.rows(actor).insert(row) });
    await this.record(actor, 'timer.started', entry.id, { ...entry });
    await tell(this.host, 'agency.timer.started', entry, actor);
    return entry;
  }

  private async alreadyRunning(tenant: Tenant, userId: number | null): Promise<ProblemError> {
    const running = await this.rows(tenant).where({ runningUserId: userId }).first();
    const which = running ? `: time entry ${running.id}` : '';
    return new ProblemError('conflict', `A timer is already running${which}`, {
      data: { id: running?.id ?? null },
    });
  }

  private record(actor: Principal, action: string, entityId: number, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'time-entry', entityId, changes });
  }

  private rows(tenant: Tenant): Rows<TimeEntryRow> {
    return this.host.db.of(TIME_ENTRIES, tenant);
  }
}
