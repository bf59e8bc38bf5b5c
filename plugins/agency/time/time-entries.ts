import {
  assertDays,
  changed,
  given,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import type {
  Rounding,
  TimeEntries,
  TimeEntry,
  TimeEntryFilter,
  TimeEntryValues,
  TimerValues,
  UnbilledFilter,
} from '../contract.js';
import { pageRequest } from '../page-request.js';
import { assertOwn, notFound } from '../problems.js';
import { tell } from '../webhook-events.js';
import { rounded } from './rounding.js';
import { TIME_ENTRIES, type TimeEntryRow, timeEntryOf } from './time-entry-row.js';
import { type SaidSpan, spanAfter, spanOf } from './time-spans.js';
import { MANAGE_TIME, type TimeTargets } from './time-targets.js';
import type { Timers } from './timers.js';

const SORTS = { date: 'date', created_at: 'createdAt' } as const;

export class TimeEntryRecords implements TimeEntries {
  constructor(
    private readonly host: AgencyHost,
    private readonly targets: TimeTargets,
    private readonly timers: Timers,
  ) {}

  async list(tenant: Tenant, filter: TimeEntryFilter): Promise<Page<TimeEntry>> {
    const { clientId, projectId, taskId, userId, billable, fromDate, toDate } = filter;
    assertDays({ fromDate, toDate });
    let rows = this.rows(tenant).where({ clientId, projectId, taskId, userId, billable });
    if (fromDate !== undefined) rows = rows.compare('date', '>=', fromDate);
    if (toDate !== undefined) rows = rows.compare('date', '<=', toDate);
    return (await rows.page(pageRequest(filter, SORTS))).map(timeEntryOf);
  }

  async listUnbilled(tenant: Tenant, filter: UnbilledFilter): Promise<Page<TimeEntry>> {
    const { clientId, projectId } = filter;
    const unbilled = { billable: true, invoiceId: null, runningUserId: null };
    const rows = this.rows(tenant).where({ clientId, projectId, ...unbilled });
    return (await rows.page(pageRequest(filter, SORTS))).map(timeEntryOf);
  }

  async get(tenant: Tenant, id: number): Promise<TimeEntry> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('time entry', id);
    return timeEntryOf(row);
  }

  async create(actor: Principal, values: TimeEntryValues): Promise<TimeEntry> {
    const { timezone } = await this.host.accounts.organization(actor);
    const span = spanOf(values, timezone);
    return this.host.db.transaction(async () => {
      const { facts, rounding } = await this.targets.resolve(actor, values);
      const now = this.host.clock.now();
      const counted = { ...span, roundedMinutes: rounded(span.minutes, rounding), runningUserId: null };
      const row = { ...facts, ...counted, invoiceId: null, createdAt: now, updatedAt: now };
      const entry = timeEntryOf({ ...row, id: await this.rows(actor).insert(row) });

      await this.record(actor, 'time-entry.created', entry.id, { ...entry });
      await tell(this.host, 'agency.time-entry.created', entry, actor);
      return entry;
    });
  }

  async update(actor: Principal, id: number, values: Partial<TimeEntryValues>): Promise<TimeEntry> {
    const { timezone } = await this.host.accounts.organization(actor);
    return this.host.db.transaction(async () => {
      const row = await this.locked(actor, id);
      const before = timeEntryOf(row);
      if (before.running) assertTimerUntouched(before, values);
      const { facts, rounding } = await this.targets.resolve(actor, { ...before, ...given(values) }, before);
      const counted = before.running ? {} : countedAgain(before, values, timezone, rounding);
      const columns = { ...facts, ...counted, updatedAt: this.host.clock.now() };
      await this.rows(actor).where({ id }).update(columns);

      const entry = timeEntryOf({ ...row, ...columns });
      await this.record(actor, 'time-entry.updated', id, changed(before, entry));
      await tell(this.host, 'agency.time-entry.updated', entry, actor);
      return entry;
    });
  }

  delete(actor: Principal, id: number): Promise<TimeEntry> {
    return this.host.db.transaction(async () => {
      const entry = timeEntryOf(await this.locked(actor, id));
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'time-entry.deleted', id, { ...entry });
      await tell(this.host, 'agency.time-entry.deleted', entry, actor);
      return entry;
    });
  }

  start(actor: Principal, values: TimerValues): Promise<TimeEntry> {
    return this.timers.start(actor, values);
  }

  stop(actor: Principal, id: number): Promise<TimeEntry> {
    return this.timers.stop(actor, id);
  }

  private async locked(actor: Principal, id: number): Promise<TimeEntryRow> {
    const row = await this.rows(actor).where({ id }).forUpdate().first();
    if (!row) throw notFound('time entry', id);
    assertOwn(actor, row.userId, MANAGE_TIME);
    if (row.invoiceId === null) return row;
    const message = `Time entry ${id} is on invoice ${row.invoiceId} and does not change any more`;
    throw new ProblemError('conflict', message, { data: { invoice_id: row.invoiceId } });
  }

  private record(actor: Principal, action: string, entityId: number, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'time-entry', entityId, changes });
  }

  private rows(tenant: Tenant): Rows<TimeEntryRow> {
    return this.host.db.of(TIME_ENTRIES, tenant);
  }
}

/** The day that it has may be said again. */
function assertTimerUntouched({ date }: TimeEntry, values: Partial<TimeEntryValues>): void {
  for (const field of ['date', 'minutes', 'startedAt', 'endedAt', 'userId'] as const) {
    if (values[field] === undefined || values[field] === date) continue;
    throw new ProblemError('conflict', `${field} cannot change while the timer runs; stop it first`, {
      field,
    });
  }
}

function countedAgain(before: TimeEntry, values: SaidSpan, timezone: string, rounding: Rounding) {
  const span = spanAfter(before, values, timezone);
  return { ...span, roundedMinutes: rounded(span.minutes, rounding) };
}
