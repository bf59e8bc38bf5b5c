import type { Page, Principal, Tenant } from '#host';
import type { Day, Listing } from './listing.js';

/** Time spent on a project. A running timer has neither end nor minutes yet. */
export interface TimeEntry {
  readonly id: number;
  readonly clientId: number;
  readonly projectId: number;
  readonly taskId: number | null;
  readonly userId: number;
  readonly date: Day;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** As spent. */
  readonly minutes: number | null;
  /** As billed, by the rule that the client had when the entry was written. */
  readonly roundedMinutes: number | null;
  readonly billable: boolean;
  /** Minor units; null: the person's, else the project's, else the client's. */
  readonly hourlyRate: number | null;
  readonly description: string | null;
  readonly running: boolean;
  readonly invoiceId: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface TimeEntryFacts {
  readonly projectId: number;
  readonly taskId?: number | null;
  /** Default: oneself. */
  readonly userId?: number;
  /** Default: the project's. */
  readonly billable?: boolean;
  readonly hourlyRate?: number | null;
  readonly description?: string | null;
}

/** Either `date` and `minutes`, or `startedAt` and `endedAt`. */
export interface TimeEntryValues extends TimeEntryFacts {
  readonly date?: Day;
  readonly minutes?: number;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
}

export type TimerValues = TimeEntryFacts;

export type TimeEntrySort = 'date' | 'created_at';

export interface UnbilledFilter extends Listing<TimeEntrySort> {
  readonly clientId?: number;
  readonly projectId?: number;
}

export interface TimeEntryFilter extends UnbilledFilter {
  readonly taskId?: number;
  readonly userId?: number;
  readonly billable?: boolean;
  /** Both days are included. */
  readonly fromDate?: Day;
  readonly toDate?: Day;
}

/** Who may not `time-entries:manage` writes only their own time. What is billed does not change any more. */
export interface TimeEntries {
  list(tenant: Tenant, filter: TimeEntryFilter): Promise<Page<TimeEntry>>;
  /** Billable, finished, and on no invoice. */
  listUnbilled(tenant: Tenant, filter: UnbilledFilter): Promise<Page<TimeEntry>>;
  get(tenant: Tenant, id: number): Promise<TimeEntry>;
  create(actor: Principal, values: TimeEntryValues): Promise<TimeEntry>;
  update(actor: Principal, id: number, values: Partial<TimeEntryValues>): Promise<TimeEntry>;
  delete(actor: Principal, id: number): Promise<TimeEntry>;
  /** One timer runs per user: a second one is a conflict. */
  start(actor: Principal, values: TimerValues): Promise<TimeEntry>;
  stop(actor: Principal, id: number): Promise<TimeEntry>;
}
