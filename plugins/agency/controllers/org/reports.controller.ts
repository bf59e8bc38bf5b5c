import {
  Body,
  Controller,
  type FileAnswer,
  file,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  Produces,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { ReportFormat, Reports } from '../../contract.js';
import {
  type ReportBody,
  type ReportResult,
  type ReportView,
  reportView,
  type WholeReportView,
} from './report.view.js';

const TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  pdf: 'application/pdf',
};

@Route('v1/reports')
@Tags('reports')
export class ReportsController extends Controller {
  constructor(
    private readonly reports: Reports,
    private readonly siteUrl: string,
  ) {
    super();
  }

  /** Newest first. They are kept for 90 days. */
  @Get()
  @Security('principal', ['reports:read'])
  async listReports(
    @Request() request: HostRequest,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<ReportView>> {
    const found = await this.reports.list(principalOf(request), { page, perPage: limit });
    return found.map((report) => reportView(report, this.siteUrl));
  }

  /**
   * Made by a job: look again until `status` is `done` or `failed`. The same data gives the same bytes. Results have
   * `rows` and `totals`; money is in minor units, and totals are by currency.
   * `revenue`: invoices by the month of their issue date and currency (`invoices`, `net`, `tax`, `total`), with what was
   * `credited`, `paid` and is still `due` of them. `overdue`: invoices whose due date lies in these days and has passed.
   * `utilisation`: the share of billable time in each person's noted time, in per cent (`person` and `userId`, a public
   * id, or null of former members). `time_by_project`: minutes, those that are billable, and those as they are rounded
   * (`client`, `project` and `projectId`, a public id). Making and reading the first two needs `invoices:read`,
   * the others `time-entries:read`.
   */
  @Post()
  @Security('principal', ['reports:write'])
  @SuccessResponse(201)
  async generateReport(@Request() request: HostRequest, @Body() body: ReportBody): Promise<WholeReportView> {
    const report = await this.reports.create(principalOf(request), body);
    return { ...reportView(report, this.siteUrl), result: null };
  }

  /** Needs the scope of what it is made of, too: 403 else. */
  @Get('{publicId}')
  @Security('principal', ['reports:read'])
  async getReport(@Request() request: HostRequest, @Path() publicId: string): Promise<WholeReportView> {
    const actor = principalOf(request);
    const report = await this.reports.named(actor, publicId);
    const isShown = report.status === 'done' && report.format === 'json';
    const text = isShown ? String(await this.reports.content(actor, report)) : 'null';
    return { ...reportView(report, this.siteUrl), result: JSON.parse(text) as ReportResult | null };
  }

  /**
   * The file, as JSON, CSV or PDF, by the report's format; 409 while there is none. In CSV amounts are decimals, and
   * texts that begin like formulas have an apostrophe before them. Needs the scope of what it is made of, too.
   */
  @Get('{publicId}/download')
  @Security('principal', ['reports:read'])
  @Produces('text/csv; charset=utf-8')
  async downloadReport(@Request() request: HostRequest, @Path() publicId: string): Promise<FileAnswer> {
    const actor = principalOf(request);
    const report = await this.reports.named(actor, publicId);
    const { type, from, to, format } = report;
    const name = `${type.replaceAll('_', '-')}-${from}-${to}.${format}`;
    return file(await this.reports.content(actor, report), { type: TYPES[format], name });
  }
}
