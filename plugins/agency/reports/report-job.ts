import { isProblem, type JobRun, type JobSpec, type Principal, type ProblemError, type Tenant } from '#host';
import type { BillingApi } from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { Report } from '../contract.js';
import { tell } from '../webhook-events.js';
import { type Figures, ReportFault, TITLES } from './figures.js';
import { asCsv, asJson, asPdf, type Frame } from './formats.js';
import { overdueFigures, revenueFigures } from './money-figures.js';
import { REPORT_FILES, REPORTS, type ReportRow, reportOf } from './report-row.js';
import { EXPIRE_REPORT, MAKE_REPORT, type ReportRecords } from './reports.js';
import { personFigures, projectFigures } from './time-figures.js';

const LARGEST = 8 * 1024 * 1024;
const TIMEOUT_MS = 10 * 60_000;
const ERROR_LENGTH = 500;

interface Payload {
  readonly reportId: number;
}

type Outcome = Partial<Pick<ReportRow, 'seenAt' | 'size' | 'error'>> & Pick<ReportRow, 'status'>;

/** Makes reports: figures from the database, then their format, then both in the transaction that ends the job. */
export class ReportMaker {
  constructor(
    private readonly host: AgencyHost,
    private readonly billing: BillingApi,
  ) {}

  job(): JobSpec<Payload> {
    return {
      name: MAKE_REPORT,
      attempts: 4,
      timeoutMs: TIMEOUT_MS,
      concurrency: 1,
      run: ({ reportId }, job) => this.run(reportId, job),
      onDead: async ({ reportId }, { orgId, reason }) => {
        if (orgId !== null) await this.end(this.host.actAs(orgId, 'report'), reportId, failed(reason));
      },
    };
  }

  private async run(reportId: number, job: JobRun): Promise<void> {
    const { actor } = job;
    const rows = this.host.db.of(REPORTS, actor).where({ id: reportId });
    const row = await rows.first();
    if (!row) return;
    // One whose lease went to another process in between does not begin what has ended.
    await rows
      .whereIn('status', ['queued', 'running'])
      .update({ status: 'running', updatedAt: this.host.clock.now() });
    const seenAt = this.host.clock.now();
    try {
      const bytes = await this.made(actor, reportOf(row));
      job.signal.throwIfAborted();
      await job.complete(async () => {
        await this.host.db.of(REPORT_FILES, actor).insert({ reportId, bytes });
        await this.end(actor, reportId, { status: 'done', seenAt, size: bytes.length, error: null });
      });
    } catch (error) {
      if (!(error instanceof ReportFault || isTooLarge(error))) throw error;
      await job.complete(() => this.end(actor, reportId, failed(error.message)));
    }
  }

  private async made(tenant: Tenant, report: Report): Promise<Buffer> {
    const { name: organization, timezone } = await this.host.accounts.organization(tenant);
    const bytes = await this.written(
      { ...report, organization, timezone },
      report,
      await this.read(tenant, report),
    );
    if (bytes.length > LARGEST)
      throw new ReportFault(`The result is larger than ${LARGEST} bytes: ask for fewer days`);
    return bytes;
  }

  private read(tenant: Tenant, report: Report): Promise<Figures> {
    const { invoices, customers } = this.billing;
    const names = { db: this.host.db, accounts: this.host.accounts, customers };
    switch (report.type) {
      case 'revenue':
        return revenueFigures(invoices, tenant, report);
      case 'overdue':
        return overdueFigures(invoices, tenant, report);
      case 'utilisation':
        return personFigures(names, tenant, report);
      case 'time_by_project':
        return projectFigures(names, tenant, report);
    }
  }

  private async written(frame: Frame, { format }: Report, figures: Figures): Promise<Buffer> {
    if (format === 'pdf') return this.host.pdf.render(asPdf(frame, figures));
    return Buffer.from(format === 'csv' ? asCsv(figures) : asJson(frame, figures));
  }

  /** Tells whoever asked for it. */
  private async end(actor: Principal, id: number, outcome: Outcome): Promise<void> {
    const rows = this.host.db.of(REPORTS, actor).where({ id });
    const row = await rows.first();
    if (!row) return;
    const columns = { ...outcome, updatedAt: this.host.clock.now() };
    await rows.update(columns);
    const report = reportOf({ ...row, ...columns });
    if (row.userId !== null) {
      const what = `${TITLES[report.type]}, ${report.from} to ${report.to}`;
      await this.host.notifications.notify(
        { userId: row.userId, orgId: actor.orgId },
        {
          type: `agency.report.${report.status}`,
          title: report.status === 'done' ? 'A report is ready' : 'A report could not be made',
          message: report.error === null ? what : `${what}: ${report.error}`,
          level: report.status === 'done' ? 'success' : 'error',
          data: { report: report.publicId },
        },
      );
    }
    await tell(this.host, 'agency.report.finished', report, actor);
  }
}

/** A sum that cannot be said: another attempt could not help either. */
function isTooLarge(error: unknown): error is ProblemError {
  return isProblem(error) && error.code === 'unprocessable';
}

export function expireJob(reports: ReportRecords): JobSpec<Payload> {
  return {
    name: EXPIRE_REPORT,
    run: ({ reportId }, job) => job.complete(() => reports.expire(job.actor, reportId)),
  };
}

function failed(error: string): Outcome {
  return { status: 'failed', error: [...error].slice(0, ERROR_LENGTH).join('') };
}
