import { tenantTable } from '#host';
import type { TimeEntry } from '../contract.js';

export interface TimeEntryRow extends Omit<TimeEntry, 'running'> {
  readonly orgId: number;
  /** The user while the timer runs: the database allows one such row per user. */
  readonly runningUserId: number | null;
}

export const TIME_ENTRIES = tenantTable<TimeEntryRow>('agency_time_entries', {
  instants: ['startedAt', 'endedAt', 'createdAt', 'updatedAt'],
  booleans: ['billable'],
});

export function timeEntryOf(row: Omit<TimeEntryRow, 'orgId'>): TimeEntry {
  return {
    id: row.id,
    clientId: row.clientId,
    projectId: row.projectId,
    taskId: row.taskId,
    userId: row.userId,
    date: row.date,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    minutes: row.minutes,
    roundedMinutes: row.roundedMinutes,
    billable: row.billable,
    hourlyRate: row.hourlyRate,
    description: row.description,
    running: row.runningUserId !== null,
    invoiceId: row.invoiceId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
