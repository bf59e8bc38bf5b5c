import { tenantTable } from '#host';
import type { Report } from '../contract.js';

export interface ReportRow extends Report {
  readonly orgId: number;
  readonly userId: number | null;
}

export const REPORTS = tenantTable<ReportRow>('agency_reports', {
  instants: ['seenAt', 'createdAt', 'updatedAt'],
});

export interface ReportFileRow {
  readonly id: number;
  readonly orgId: number;
  readonly reportId: number;
  readonly bytes: Buffer;
}

export const REPORT_FILES = tenantTable<ReportFileRow>('agency_report_files', { keepTotals: false });

export function reportOf(row: Omit<ReportRow, 'orgId'>): Report {
  return {
    id: row.id,
    publicId: row.publicId,
    type: row.type,
    from: row.from,
    to: row.to,
    format: row.format,
    status: row.status,
    seenAt: row.seenAt,
    size: row.size,
    error: row.error,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
