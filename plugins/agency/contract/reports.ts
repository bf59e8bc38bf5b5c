import type { Page, Principal, Tenant } from '#host';
import type { Day, Listing } from './listing.js';

export type ReportType = 'revenue' | 'utilisation' | 'overdue' | 'time_by_project';
export type ReportFormat = 'json' | 'csv' | 'pdf';
export type ReportStatus = 'queued' | 'running' | 'done' | 'failed';

/** Figures of some days, made by a job. */
export interface Report {
  readonly id: number;
  readonly publicId: string;
  readonly type: ReportType;
  /** Both days are included; they are the organisation's, by its time zone. */
  readonly from: Day;
  readonly to: Day;
  readonly format: ReportFormat;
  readonly status: ReportStatus;
  /** When the figures were read; null until it is done. */
  readonly seenAt: Date | null;
  /** Of the result, in bytes. */
  readonly size: number | null;
  /** Why it failed. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ReportValues {
  readonly type: ReportType;
  readonly from: Day;
  readonly to: Day;
  /** Default: json. */
  readonly format?: ReportFormat;
}

export interface Reports {
  /** Newest first. */
  list(tenant: Tenant, listing: Listing<'created_at'>): Promise<Page<Report>>;
  /** By its public id. Throws `forbidden` for who may not read what it is made of. */
  named(actor: Principal, publicId: string): Promise<Report>;
  /** Queued: a job makes it. */
  create(actor: Principal, values: ReportValues): Promise<Report>;
  /** The result as it was made. Throws `conflict` while there is none. */
  content(tenant: Tenant, report: Report): Promise<Buffer>;
}
