import type { Whole } from '#host';
import type { Limits, Subscription, SubscriptionStatus } from '../../contract.js';
import {
  type SubscriptionView,
  subscriptionView,
  type TierLimits,
  type TierProrationView,
  type ViolationView,
} from './tier.view.js';

/** By the names of limits. */
export interface UsedAmounts {
  [limit: string]: Whole;
}

export interface UsageView {
  tier: string;
  status: SubscriptionStatus;
  period_start: string;
  period_end: string;
  usage: UsedAmounts;
  limits: TierLimits;
}

export interface LimitStandingView {
  limit: string;
  used: Whole;
  /** Null: as much as one wants. */
  allowed: Whole | null;
  /** Null: without end. Nought where it is exceeded. */
  remaining: Whole | null;
  exceeded: boolean;
}

export interface PlanSummaryView {
  /** Null without a subscription. */
  subscription: SubscriptionView | null;
  limits: LimitStandingView[];
}

export interface ChangedPlanView {
  /** False: it changes once `checkout_url` is paid. */
  changed: boolean;
  subscription: SubscriptionView;
  /** Null where nothing was changed by days. */
  proration: TierProrationView | null;
  checkout_url: string | null;
}

export interface FittingView {
  tier: string;
  valid: boolean;
  violations: ViolationView[];
  /** Null where a limit is exceeded, or there is no subscription to change. */
  proration: TierProrationView | null;
}

interface Standing {
  readonly subscription: Subscription | undefined;
  readonly used: Readonly<Record<string, number>>;
  readonly limits: Limits;
}

export function usageView(subscription: Subscription, { used, limits }: Standing): UsageView {
  const { plan, status, currentPeriodStart: period_start, currentPeriodEnd: period_end } = subscription;
  return { tier: plan.slug, status, period_start, period_end, usage: { ...used }, limits: { ...limits } };
}

/** What is measured, and what is limited and not measured by anything. */
export function planSummary({ subscription, used, limits }: Standing): PlanSummaryView {
  const names = [...new Set([...Object.keys(limits), ...Object.keys(used)])].sort();
  return {
    subscription: subscription ? subscriptionView(subscription) : null,
    limits: names.map((limit) => {
      const [amount, allowed] = [used[limit] ?? 0, limits[limit] ?? null];
      const remaining = allowed === null ? null : Math.max(0, allowed - amount);
      return { limit, used: amount, allowed, remaining, exceeded: allowed !== null && amount > allowed };
    }),
  };
}
