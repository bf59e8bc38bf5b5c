import type { Line, Whole } from '#host';
import type {
  Interval,
  Package,
  Plan,
  Proration,
  Subscription,
  SubscriptionStatus,
  Violation,
} from '../../contract.js';

/** What may be used of something; null: as much as one wants. */
export interface TierLimits {
  [limit: string]: Whole | null;
}

/** A plan that the site's operator sells to organisations. */
export interface TierView {
  /** What `tier` is called in requests. */
  tier: string;
  id: string;
  name: string;
  description: string | null;
  /** Minor units of the currency, for an interval and without taxes. */
  price: Whole;
  currency: string;
  interval: Interval;
  trial_days: Whole;
  limits: TierLimits;
  features: string[];
}

/** What the organisation has subscribed to. Days are those of the operator's calendar. */
export interface SubscriptionView {
  id: string;
  tier: string;
  tier_name: string;
  quantity: Whole;
  /** Minor units of the currency, for one of the quantity and an interval, without taxes. */
  price: Whole;
  currency: string;
  interval: Interval;
  /** `incomplete` waits for its first payment and gives no rights; `past_due` misses one. */
  status: SubscriptionStatus;
  start_date: string;
  trial_end: string | null;
  current_period_start: string;
  /** The first day that is not paid for any more. */
  current_period_end: string;
  cancel_at_period_end: boolean;
  /** What the next invoices are less by, without taxes. */
  credit: Whole;
  created_at: Date;
  updated_at: Date;
}

export interface TierProrationLine {
  description: string;
  quantity: Whole;
  /** Minor units, without taxes; below zero: given back. */
  unit_price: Whole;
}

/** What a change by days comes to. */
export interface TierProrationView {
  lines: TierProrationLine[];
  /** With taxes, as it is billed. Below zero, and without taxes: credit, which the next invoices are less by. */
  total: Whole;
  currency: string;
}

export interface TierBody {
  /** As `GET /billing/tiers` calls it. */
  tier: Line;
}

export interface PackagePriceView {
  slug: string;
  name: string;
  /** Tokens, or minor units of credit. */
  amount: Whole;
  /** Minor units, without taxes. */
  price: Whole;
  currency: string;
}

/** A limit that is exceeded. */
export interface ViolationView {
  limit: string;
  used: Whole;
  allowed: Whole;
}

export function tierView({
  slug: tier,
  publicId: id,
  name,
  description,
  price,
  currency,
  ...plan
}: Plan): TierView {
  const { interval, trialDays: trial_days, limits, features } = plan;
  const terms = { price, currency, interval, trial_days };
  return { tier, id, name, description, ...terms, limits: { ...limits }, features: [...features] };
}

export function subscriptionView({ plan, publicId: id, ...kept }: Subscription): SubscriptionView {
  const { quantity, status, credit } = kept;
  return {
    id,
    tier: plan.slug,
    tier_name: plan.name,
    quantity,
    price: plan.price,
    currency: plan.currency,
    interval: plan.interval,
    status,
    start_date: kept.startDate,
    trial_end: kept.trialEnd,
    current_period_start: kept.currentPeriodStart,
    current_period_end: kept.currentPeriodEnd,
    cancel_at_period_end: kept.cancelAtPeriodEnd,
    credit,
    created_at: kept.createdAt,
    updated_at: kept.updatedAt,
  };
}

export function prorationView({ lines, total, currency }: Proration): TierProrationView {
  const shown = lines.map(({ description, quantity = 1000, unitPrice: unit_price }) => ({
    description,
    quantity: quantity / 1000,
    unit_price,
  }));
  return { lines: shown, total, currency };
}

export function packagePriceView({ slug, name, amount, price, currency }: Package): PackagePriceView {
  return { slug, name, amount, price, currency };
}

export const violationView = ({ limit, used, allowed }: Violation): ViolationView => ({
  limit,
  used,
  allowed,
});
