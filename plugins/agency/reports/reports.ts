import {
  assertDays,
  contradiction,
  newPublicId,
  notFound,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  reaches,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { Listing, Report, Reports, ReportType, ReportValues } from '../contract.js';
import { pageRequest } from '../page-request.js';
import { REPORT_FILES, REPORTS, type ReportRow, reportOf } from './report-row.js';

export const MAKE_REPORT = 'agency.report.make';
export const EXPIRE_REPORT = 'agency.report.expire';

const KEPT_MS = 90 * 86_400_000;
const MOST_DAYS = 3660;
const SORTS = { created_at: 'createdAt' } as const;

/** Nobody has a report made of what they may not read, or reads one that somebody else had made. */
const NEEDED: Readonly<Record<ReportType, string>> = {
  revenue: 'invoices:read',
  overdue: 'invoices:read',
  utilisation: 'time-entries:read',
  time_by_project: 'time-entries:read',
};

export class ReportRecords implements Reports {
  constructor(private readonly host: AgencyHost) {}

  async list(tenant: Tenant, listing: Listing<'created_at'>): Promise<Page<Report>> {
    const request = pageRequest<ReportRow, 'created_at'>(listing, SORTS);
    return (await this.rows(tenant).page(request)).map(reportOf);
  }

  async named(actor: Principal, publicId: string): Promise<Report> {
    const row = await this.rows(actor).where({ publicId }).first();
    if (!row) throw notFound('report', publicId);
    assertMayRead(actor, row.type);
    return reportOf(row);
  }

  create(actor: Principal, values: ReportValues): Promise<Report> {
    assertPeriod(values);
    assertMayRead(actor, values.type);
    return this.host.db.transaction(async () => {
      const now = this.host.clock.now();
      const { type, from, to, format = 'json' } = values;
      const empty = { status: 'queued', seenAt: null, size: null, error: null } as const;
      const made = { publicId: newPublicId(now), userId: actor.userId, createdAt: now, updatedAt: now };
      const row = { type, from, to, format, ...empty, ...made };
      const report = reportOf({ ...row, id: await this.rows(actor).insert(row) });
      await this.enqueue(actor, report.id);
      const changes = { type, from, to, format };
      const entry = { action: 'report.created', entityType: 'report', entityId: report.publicId };
      await this.host.audit.record(actor, { ...entry, changes });
      return report;
    });
  }

  async content(tenant: Tenant, { id, status }: Report): Promise<Buffer> {
    const file = await this.host.db.of(REPORT_FILES, tenant).where({ reportId: id }).first();
    if (!file)
      throw new ProblemError('conflict', `The report is ${status}: it has no result`, { data: { status } });
    return Buffer.from(file.bytes);
  }

  /** It was made for some time only. Bears repetition. */
  async expire(tenant: Tenant, id: number): Promise<void> {
    await this.host.db.of(REPORT_FILES, tenant).where({ reportId: id }).delete();
    await this.rows(tenant).where({ id }).delete();
  }

  private async enqueue({ orgId }: Principal, reportId: number): Promise<void> {
    const { jobs } = this.host;
    await jobs.enqueue(MAKE_REPORT, { reportId }, { orgId, uniqueKey: `${reportId}` });
    await jobs.enqueue(EXPIRE_REPORT, { reportId }, { orgId, uniqueKey: `${reportId}`, delayMs: KEPT_MS });
  }

  private rows(tenant: Tenant): Rows<ReportRow> {
    return this.host.db.of(REPORTS, tenant);
  }
}

function assertPeriod({ from, to }: ReportValues): void {
  assertDays({ from, to });
  if (to < from) throw contradiction('to', `to: ${to} is before ${from}`);
  if (Date.parse(to) - Date.parse(from) > MOST_DAYS * 86_400_000)
    throw contradiction('to', `to: more than ${MOST_DAYS} days after ${from}`);
}

function assertMayRead(actor: Principal, type: ReportType): void {
  const scope = NEEDED[type];
  if (reaches(actor, scope, 'organization')) return;
  throw new ProblemError('forbidden', `A report of type ${type} needs the scope ${scope}`, {
    data: { scope },
  });
}
