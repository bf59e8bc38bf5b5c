import type { Principal, Tenant } from '#host';
import type { Invoice } from '../../billing/contract.js';
import type { Day } from './listing.js';

/** What one line of the invoice is for. Time at another rate is a line of its own. */
export type TimeGrouping = 'task' | 'project' | 'user' | 'entry';

/** Which unbilled time: of one client, named by itself or by its projects. */
export interface TimeSelection {
  readonly clientId?: number;
  readonly projectIds?: readonly number[];
  /** Both days are included. */
  readonly fromDate?: Day;
  readonly toDate?: Day;
  /** Only these; each of them must be there to be billed. */
  readonly timeEntryIds?: readonly number[];
}

export interface TimeBillingValues extends TimeSelection {
  /** Default: task. */
  readonly groupBy?: TimeGrouping;
  /** Public id; its price is the rate of an hour where nothing nearer has one. */
  readonly serviceId?: string;
  /** Parts per million. Default: the organisation's. */
  readonly taxRate?: number;
  readonly dueDate?: Day;
  readonly notes?: string | null;
}

/** What an hour of somebody costs. */
export interface MemberRate {
  readonly userId: number;
  /** Minor units; null: the person has none. */
  readonly hourlyRate: number | null;
  readonly currency: string | null;
  readonly updatedAt: Date | null;
}

/** Rates of people count for clients of their currency. */
export interface MemberRates {
  get(tenant: Tenant, userId: number): Promise<MemberRate>;
  /** `hourlyRate` null takes it away. `currency`: default the organisation's. */
  set(
    actor: Principal,
    userId: number,
    values: { readonly hourlyRate: number | null; readonly currency?: string },
  ): Promise<MemberRate>;
}

/**
 * Makes drafts of unbilled time: billable, finished, on no invoice. The rate of an hour is the entry's, else the
 * person's, the project's, the client's, the service's. Minutes are those that the client's rule made of an entry.
 * Each entry is on one invoice at most; voiding or deleting that one frees it.
 *
 * Amounts of one rate are rounded together, halves up, so that they add up to the same however they are grouped.
 */
export interface TimeBilling {
  /** Throws `unprocessable` with the reason `nothing_to_bill`, or `no_rate` naming the entries. */
  bill(actor: Principal, values: TimeBillingValues): Promise<Invoice>;
  /** The same, and nothing is kept. */
  rehearse(actor: Principal, values: TimeBillingValues): Promise<Invoice>;
}
