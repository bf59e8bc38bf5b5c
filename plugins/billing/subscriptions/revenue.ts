import { exact, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Amount, Plan } from '../contract.js';
import { shareOf } from '../invoices/invoice-totals.js';
import type { PlanRecords } from './plans.js';
import { SUBSCRIPTIONS } from './subscription-row.js';

/** What one plan brings a month. */
export interface PlanRevenue {
  readonly plan: Plan;
  readonly subscriptions: number;
  readonly quantity: number;
  readonly monthly: Amount;
}

const MONTHS_OF_YEAR = 12;

/** A month's share of what is paid; a year's to the nearest minor unit, halves up. Without taxes. */
export function monthlyOf({ price, interval }: Pick<Plan, 'price' | 'interval'>, quantity: number): Amount {
  const whole = exact(price * quantity);
  return interval === 'month' ? whole : Number(shareOf(whole, 1, MONTHS_OF_YEAR));
}

/** Monthly recurring revenue of a seller, by plan: what is subscribed to, not what was paid. Trials bring nothing yet. */
export class Revenue {
  constructor(
    private readonly host: BillingHost,
    private readonly plans: PlanRecords,
  ) {}

  /** The plan that brings most comes first. */
  async monthly(seller: Tenant): Promise<readonly PlanRevenue[]> {
    const paying = this.host.db.of(SUBSCRIPTIONS, seller).whereIn('status', ['active', 'past_due']);
    const sums = await paying.sums(['planId'], ['quantity']);
    const plans = await this.plans.getMany(
      seller,
      sums.map(({ key }) => key.planId),
    );
    const found = sums.flatMap(({ key, count, sums: { quantity } }) => {
      const plan = plans.get(key.planId);
      return plan ? [{ plan, subscriptions: count, quantity, monthly: monthlyOf(plan, quantity) }] : [];
    });
    return found.sort((a, b) => b.monthly - a.monthly || a.plan.id - b.plan.id);
  }
}

/** By currency; never added to another's. */
export function byCurrency(revenues: readonly PlanRevenue[]): ReadonlyMap<string, Amount> {
  const sums = new Map<string, Amount>();
  for (const { plan, monthly } of revenues) {
    sums.set(plan.currency, exact((sums.get(plan.currency) ?? 0) + monthly));
  }
  return sums;
}
