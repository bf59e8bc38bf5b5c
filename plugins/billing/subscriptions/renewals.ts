import type { Principal } from '#host';
import type { Day } from '../contract.js';
import type { BillingPeriods } from './billing-periods.js';
import { periodEnd } from './calendar.js';
import { termLine } from './proration.js';
import type { StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** Periods follow each other, each billed when it begins. */
export class Renewals {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly periods: BillingPeriods,
  ) {}

  /**
   * Bills the next period, of which the first day has come. The row is locked: whoever waited for it sees the period
   * that is billed, and the key of periods lets none be billed twice.
   */
  async next<Row extends StoredSubscription>(actor: Principal, row: Row): Promise<Row> {
    const { plan, currency, start, end } = await this.coming(actor, row);
    const style = await this.store.lineStyle(actor, row.customerId, currency);
    const lines = [termLine({ plan, quantity: row.quantity, start, end }, style)];
    const billed = await this.periods.bill(actor, row, { start, end, lines, style, currency });
    const status = row.status === 'trialing' ? 'active' : row.status;
    const period = { currentPeriodStart: start, currentPeriodEnd: end, remindOn: null };
    return this.store.change(actor, row, { ...billed, ...period, status });
  }

  /** Catches up with the calendar, at most so many periods. */
  async until<Row extends StoredSubscription>(
    actor: Principal,
    row: Row,
    today: Day,
    most: number,
  ): Promise<Row> {
    let renewed = row;
    for (let count = 0; count < most && renewed.currentPeriodEnd <= today; count += 1)
      renewed = await this.next(actor, renewed);
    return renewed;
  }

  private async coming(actor: Principal, row: StoredSubscription) {
    const { plan } = await this.store.whole(actor, row);
    const start = row.currentPeriodEnd;
    return { plan, currency: plan.currency, start, end: periodEnd(row.anchor, start, plan.interval) };
  }
}
