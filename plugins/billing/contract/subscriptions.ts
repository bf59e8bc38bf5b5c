import { type EventType, eventType, type Page, type Principal, type Tenant } from '#host';
import type { Invoice, InvoiceLineValues } from './invoice.js';
import type { Day, Listing } from './listing.js';
import type { Amount } from './money.js';

export type Interval = 'month' | 'year';

/** What may be used of something in a period; null: without limit. Names are the plugins': `projects`, `tokens`. */
export type Limits = Readonly<Record<string, number | null>>;

export interface Plan {
  readonly id: number;
  readonly publicId: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly price: Amount;
  readonly currency: string;
  readonly interval: Interval;
  readonly trialDays: number;
  readonly limits: Limits;
  readonly features: readonly string[];
  /** Shown to everybody, as a tier of the operator. */
  readonly public: boolean;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PlanValues {
  readonly slug: string;
  readonly name: string;
  readonly description?: string | null;
  readonly price: Amount;
  readonly currency?: string;
  readonly interval?: Interval;
  readonly trialDays?: number;
  readonly limits?: Limits;
  readonly features?: readonly string[];
  readonly public?: boolean;
  readonly active?: boolean;
}

export interface PlanFilter extends Listing<'created_at' | 'price'> {
  readonly public?: boolean;
  readonly active?: boolean;
}

export interface Plans {
  list(tenant: Tenant, filter: PlanFilter): Promise<Page<Plan>>;
  /** What the operator offers to everybody: its public, active plans, the cheapest first. */
  tiers(): Promise<readonly Plan[]>;
  /** By slug or public id; throws `not_found`. */
  named(tenant: Tenant, name: string): Promise<Plan>;
  create(actor: Principal, values: PlanValues): Promise<Plan>;
  /** Price, currency and interval of a plan that somebody has are not changed: make another plan. */
  update(actor: Principal, id: number, values: Partial<PlanValues>): Promise<Plan>;
}

/** `incomplete`: waits for its first payment, and gives no rights. */
export type SubscriptionStatus = 'incomplete' | 'trialing' | 'active' | 'past_due' | 'cancelled';

export interface Subscription {
  readonly id: number;
  readonly publicId: string;
  readonly customerId: number;
  readonly plan: Plan;
  readonly quantity: number;
  readonly status: SubscriptionStatus;
  readonly startDate: Day;
  readonly trialEnd: Day | null;
  readonly currentPeriodStart: Day;
  /** The first day that is not paid for any more. */
  readonly currentPeriodEnd: Day;
  readonly cancelAtPeriodEnd: boolean;
  readonly cancelledAt: Date | null;
  /** What the next invoices are less by, without taxes, in the plan's currency. */
  readonly credit: Amount;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewSubscription {
  readonly customerId: number;
  /** Slug or public id. */
  readonly plan: string;
  readonly quantity?: number;
  /** Default: the plan's, once a customer: whoever had a subscription before has no trial unless it is said. */
  readonly trialDays?: number;
  /** Default: today. Earlier: what has passed since is billed. Later: nothing is billed until then. */
  readonly startDate?: Day;
  /**
   * Waits for its first payment, with a draft as its first invoice, and begins on the day it is paid. Where nothing is
   * to be paid at first it begins at once. The customer's incomplete one of the same plan is answered again, and one
   * of another plan ends.
   */
  readonly incomplete?: boolean;
}

export interface PlanChange {
  /** Slug or public id. Default: the plan that it has. */
  readonly plan?: string;
  /** Default: the quantity that it has. */
  readonly quantity?: number;
  /** As it was shown before. A conflict when it would be another amount now. */
  readonly expectedTotal?: Amount;
  /** Only where all that was billed before is paid: else a conflict, and nothing that was never paid is given back. */
  readonly onlyPaid?: boolean;
}

/** What changing the plan now would cost: shown first, and exactly what is billed then. */
export interface Proration {
  readonly from: Plan;
  readonly to: Plan;
  /** By days: what was paid for the days left in the plan before (below zero), and what they cost in the plan after. */
  readonly lines: readonly InvoiceLineValues[];
  /**
   * With taxes. Below zero, and then without taxes: nothing is billed, and the next invoices of the subscription are
   * less by it.
   */
  readonly total: Amount;
  readonly currency: string;
}

export interface PlanChanged {
  readonly subscription: Subscription;
  readonly proration: Proration;
}

export interface Violation {
  readonly limit: string;
  readonly used: number;
  readonly allowed: number;
}

export interface SubscriptionFilter extends Listing<'created_at'> {
  readonly customerId?: number;
  readonly status?: SubscriptionStatus;
}

/**
 * Subscriptions that an organisation sells. Writes join the caller's transaction and leave their audit entry and
 * webhook events. Every period is billed at its beginning, once; periods follow each other without a gap and keep the
 * day of the month that the first one began on, or the last day of shorter months. Days are those of the seller's
 * calendar.
 */
export interface Subscriptions {
  list(tenant: Tenant, filter: SubscriptionFilter): Promise<Page<Subscription>>;
  get(tenant: Tenant, id: number): Promise<Subscription>;
  /** By its public id; throws `not_found`. */
  named(tenant: Tenant, publicId: string): Promise<Subscription>;
  /** The one of the buyer with the operator, not cancelled; undefined without one. One that gives rights comes first. */
  ofBuyer(buyer: Tenant): Promise<Subscription | undefined>;
  /** A conflict for a customer of the operator that buys for an organisation and has one already. */
  create(actor: Principal, values: NewSubscription): Promise<Subscription>;
  /** What the first or next payment is made by: the oldest draft or open invoice; undefined when nothing is to be paid. */
  unpaid(tenant: Tenant, id: number): Promise<Invoice | undefined>;
  /** `changePlan` as it would be, with all its refusals; nothing of it stays. */
  preview(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged>;
  /**
   * At once, and billed or credited by days: never more than was paid for them or is owed on an open invoice. `unprocessable` with every violation when what is used exceeds the new
   * limits, or the currency is another one; a conflict while a payment is missing or after the end.
   */
  changePlan(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged>;
  /** `changePlan` once the customer has left a means of payment, within two days; answers it as it would be now. */
  wantPlan(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged>;
  /** What was billed stays billed. At the period's end: it may be taken back until then. */
  cancel(actor: Principal, id: number, when: 'now' | 'period_end'): Promise<Subscription>;
  /** Takes a cancellation at the period's end back. */
  keep(actor: Principal, id: number): Promise<Subscription>;
}

/** What an organisation spent in a month on one thing, as a plugin tells it. */
export interface MonthlySpend {
  readonly kind: 'infrastructure' | 'ai';
  /** What it was spent on: a project, a model, a product. */
  readonly product: string;
  readonly amount: Amount;
  readonly currency: string;
}

/**
 * How much is used now of what plans limit. Plugins add theirs with `measure`. What grows asks `assertRoom` first;
 * organisations without a subscription to the operator have no limits.
 */
export interface Usage {
  /** `buyer`: whose usage. Undone by what it answers. */
  measure(name: string, read: (buyer: Tenant) => Promise<number>): () => void;
  /** By the names of limits. */
  of(buyer: Tenant): Promise<Readonly<Record<string, number>>>;
  violations(buyer: Tenant, limits: Limits): Promise<readonly Violation[]>;
  /**
   * In the caller's transaction, before it adds so much to what is measured: `payment_required` with
   * `{ limit, used, allowed }` where the buyer's plan does not have it. Exact with many at once: they wait for each other.
   */
  assertRoom(buyer: Tenant, name: string, more?: number): Promise<void>;
}

export interface SubscriptionChanged {
  readonly actor: Principal;
  readonly subscription: Subscription;
}

/** Published in the transaction of the change, for each change of status or plan. */
export const subscriptionChanged: EventType<SubscriptionChanged> = eventType<SubscriptionChanged>(
  'billing.subscription.changed',
);
