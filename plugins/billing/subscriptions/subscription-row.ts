import { dayAfter, type Rows, tenantTable } from '#host';
import type { Amount, Day, Plan, Subscription } from '../contract.js';
import { NEVER } from '../invoices/invoice-row.js';

export interface SubscriptionRow extends Omit<Subscription, 'plan'> {
  readonly orgId: number;
  readonly planId: number;
  /** The first day that is billed: every period keeps its day of the month. */
  readonly anchor: Day;
  /** The first charge failed, or the first invoice was not paid in time. */
  readonly pastDueSince: Day | null;
  /** Charges made since then. */
  readonly retries: number;
  /** When unpaid invoices are looked after next. */
  readonly collectOn: Day | null;
  /** When the end of the trial is told of. */
  readonly remindOn: Day | null;
  /** The first of all that happens by the calendar. */
  readonly dueOn: Day;
}

export const SUBSCRIPTIONS = tenantTable<SubscriptionRow>('billing_subscriptions', {
  instants: ['cancelledAt', 'createdAt', 'updatedAt'],
  booleans: ['cancelAtPeriodEnd'],
});

export type SubscriptionRows = Rows<SubscriptionRow>;
export type StoredSubscription = Omit<SubscriptionRow, 'orgId' | 'dueOn'>;

/** What was billed of a subscription, a row for each period and for each change within it. */
export interface PeriodRow {
  readonly id: number;
  readonly orgId: number;
  readonly subscriptionId: number;
  readonly periodStart: Day;
  /** Nought: the period as it began. One more with each part: what a change gives back, and what it charges. */
  readonly revision: number;
  readonly periodEnd: Day;
  readonly billedFrom: Day;
  readonly planId: number;
  readonly quantity: number;
  /** Without taxes, before credit is taken off; below zero: what was given back. */
  readonly net: Amount;
  /** Of it: paid by what was given back, now or before. */
  readonly creditUsed: Amount;
  /** Null: there was nothing to pay. */
  readonly invoiceId: number | null;
  /** Nothing of it is owed any more. */
  readonly settled: boolean;
  readonly createdAt: Date;
}

// A few for a subscription, read by it.
export const PERIODS = tenantTable<PeriodRow>('billing_subscription_periods', {
  instants: ['createdAt'],
  booleans: ['settled'],
  keepTotals: false,
});

/** Days from the start of what waits for its first payment until it is given up. */
const WAIT_DAYS = 7;

/** When the calendar has something to do for it next. */
export function dueOn(row: StoredSubscription): Day {
  if (row.status === 'cancelled') return NEVER;
  if (row.status === 'incomplete') return dayAfter(row.startDate, WAIT_DAYS);
  const days = [row.currentPeriodEnd, row.collectOn, row.remindOn];
  return days.reduce<Day>((first, day) => (day !== null && day < first ? day : first), NEVER);
}

export function subscriptionOf(row: StoredSubscription, plan: Plan): Subscription {
  return {
    id: row.id,
    publicId: row.publicId,
    customerId: row.customerId,
    plan,
    quantity: row.quantity,
    status: row.status,
    startDate: row.startDate,
    trialEnd: row.trialEnd,
    currentPeriodStart: row.currentPeriodStart,
    currentPeriodEnd: row.currentPeriodEnd,
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    cancelledAt: row.cancelledAt,
    credit: row.credit,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
