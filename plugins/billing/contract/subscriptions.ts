import { type EventType, eventType, type Page, type Principal, type Tenant } from '#host';
import type { Invoice, InvoiceLineValues } from './invoices.js';
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

export interface Plans {
  list(
    tenant: Tenant,
    filter: { readonly public?: boolean; readonly active?: boolean },
  ): Promise<readonly Plan[]>;
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
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewSubscription {
  readonly customerId: number;
  /** Slug or public id. */
  readonly plan: string;
  readonly quantity?: number;
  /** Default: the plan's. */
  readonly trialDays?: number;
  /** Default: today. */
  readonly startDate?: Day;
  /** Waits for its first payment, with a draft as its first invoice. */
  readonly incomplete?: boolean;
}

/** What changing the plan now would cost: shown first, and exactly what is billed then. */
export interface Proration {
  readonly from: Plan;
  readonly to: Plan;
  readonly lines: readonly InvoiceLineValues[];
  /** Below zero: what is credited. */
  readonly total: Amount;
  readonly currency: string;
}

export interface Violation {
  readonly limit: string;
  readonly used: number;
  readonly allowed: number;
}

export interface Subscriptions {
  list(
    tenant: Tenant,
    filter: Listing<'created_at'> & {
      readonly customerId?: number;
      readonly status?: SubscriptionStatus;
    },
  ): Promise<Page<Subscription>>;
  get(tenant: Tenant, id: number): Promise<Subscription>;
  named(tenant: Tenant, publicId: string): Promise<Subscription>;
  /** The one of the buyer with the operator, not cancelled; undefined without one. */
  ofBuyer(buyer: Tenant): Promise<Subscription | undefined>;
  create(actor: Principal, values: NewSubscription): Promise<Subscription>;
  /** What the first or next payment is made by: the draft or open invoice; undefined when nothing is to be paid. */
  unpaid(tenant: Tenant, id: number): Promise<Invoice | undefined>;
  preview(tenant: Tenant, id: number, plan: string): Promise<Proration>;
  /** `unprocessable` with every violation when what is used exceeds the new limits. */
  changePlan(actor: Principal, id: number, plan: string): Promise<Subscription>;
  cancel(actor: Principal, id: number, when: 'now' | 'period_end'): Promise<Subscription>;
}

/** How much is used now of what plans limit. Plugins add theirs with `Usage.measure`. */
export interface Usage {
  /** Undone by what it answers. `buyer`: whose usage; answers used amounts by the names of limits. */
  measure(name: string, read: (buyer: Tenant) => Promise<number>): () => void;
  of(buyer: Tenant): Promise<Readonly<Record<string, number>>>;
  violations(buyer: Tenant, limits: Limits): Promise<readonly Violation[]>;
}

export interface SubscriptionChanged {
  readonly actor: Principal;
  readonly subscription: Subscription;
}

/** Published in the transaction of the change, for each change of status or plan. */
export const subscriptionChanged: EventType<SubscriptionChanged> = eventType<SubscriptionChanged>(
  'billing.subscription.changed',
);
