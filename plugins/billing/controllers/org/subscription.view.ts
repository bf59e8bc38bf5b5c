import type { DayText, Line, Whole } from '#host';
import type { Customer, Interval, PlanChanged, Subscription, SubscriptionStatus } from '../../contract.js';
import { daysBetween } from '../../subscriptions/calendar.js';
import type { Seats, SignedMoney, TrialDays } from '../params.js';

/** What a client has subscribed to. Days are those of the organisation's calendar. */
export interface SubscriptionView {
  publicId: string;
  /** Public id of the client. */
  clientId: string;
  /** Slug of the plan. */
  plan: string;
  planName: string;
  quantity: Whole;
  /** Minor units of the currency, for one of the quantity and an interval, without taxes. */
  unitPrice: Whole;
  currency: string;
  interval: Interval;
  /** `incomplete` waits for its first payment; `past_due` misses one. */
  status: SubscriptionStatus;
  startDate: string;
  trialDays: Whole;
  /** The first day that is billed after a trial, or a start that was said in advance. */
  trialEnd: string | null;
  currentPeriodStart: string;
  /** The first day that is not paid for any more. */
  currentPeriodEnd: string;
  cancelAtPeriodEnd: boolean;
  cancelledAt: Date | null;
  /** What the next invoices are less by, without taxes. */
  credit: Whole;
  createdAt: Date;
  updatedAt: Date;
}

export interface ProrationLineView {
  description: string;
  quantity: Whole;
  /** Minor units, without taxes; below zero: given back. */
  unitPrice: Whole;
  /** Per cent. */
  taxRate: number;
}

/** What a change came to, or would come to. */
export interface ProrationView {
  lines: ProrationLineView[];
  /** With taxes, as it is billed. Below zero, and without taxes: credit, which the next invoices are less by. */
  total: Whole;
  currency: string;
}

export interface ChangedSubscriptionView extends SubscriptionView {
  /** True in the answer of a dry run, and nowhere else: nothing of it is kept. */
  dryRun?: boolean;
  proration: ProrationView;
}

export interface SubscriptionBody {
  /** Public id of the client. */
  clientId: string;
  /** Slug or public id of the plan. */
  plan: Line;
  /** Default: 1. */
  quantity?: Seats;
  /** Default: the plan's, for a client that had no trial before. */
  trialDays?: TrialDays;
  /** At most 366 days back: what has passed is billed. Or at most five years ahead. Default: today. */
  startDate?: DayText;
}

export interface SubscriptionPatch {
  /** Slug or public id of the plan to change to. */
  plan?: Line;
  quantity?: Seats;
  /** What the change was shown to come to: 409 where it would be another amount now. */
  expectedTotal?: SignedMoney;
  /** True: ends with its period. False: goes on after all. */
  cancelAtPeriodEnd?: boolean;
}

export function subscriptionView(subscription: Subscription, client: Customer | undefined): SubscriptionView {
  const { id: _, customerId: __, plan, ...shown } = subscription;
  const { slug, name: planName, price: unitPrice, currency, interval } = plan;
  const trialDays = shown.trialEnd === null ? 0 : daysBetween(shown.startDate, shown.trialEnd);
  const terms = { plan: slug, planName, unitPrice, currency, interval, trialDays };
  return { ...shown, ...terms, clientId: client?.publicId ?? '' };
}

export function changedView(changed: PlanChanged, client: Customer | undefined): ChangedSubscriptionView {
  const { lines, total, currency } = changed.proration;
  const shown = lines.map(({ description, quantity = 1000, unitPrice, taxRate = 0 }) => ({
    description,
    quantity: quantity / 1000,
    unitPrice,
    taxRate: taxRate / 10_000,
  }));
  return { ...subscriptionView(changed.subscription, client), proration: { lines: shown, total, currency } };
}
