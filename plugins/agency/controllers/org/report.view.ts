import type { DayText, Whole } from '#host';
import type { Report, ReportFormat, ReportStatus, ReportType } from '../../contract.js';

/** What a report came to; its fields depend on its type, and are said where it is asked for. */
export type ReportResult = Record<string, unknown>;

export interface ReportView {
  publicId: string;
  type: ReportType;
  from: string;
  to: string;
  format: ReportFormat;
  status: ReportStatus;
  /** When the figures were read. */
  seenAt: Date | null;
  /** Of the file, in bytes. */
  size: Whole | null;
  /** Why it failed. */
  error: string | null;
  /** Once it is done; takes the scopes that reading it takes. */
  downloadUrl: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface WholeReportView extends ReportView {
  /** Of the format `json`, once it is done. */
  result: ReportResult | null;
}

export interface ReportBody {
  type: ReportType;
  /** Both days are included, and are the organisation's. */
  from: DayText;
  to: DayText;
  /** Default: json. */
  format?: ReportFormat;
}

export function reportView({ id: _, ...shown }: Report, siteUrl: string): ReportView {
  const address = `${siteUrl}/api/v1/reports/${shown.publicId}/download`;
  return { ...shown, downloadUrl: shown.status === 'done' ? address : null };
}
