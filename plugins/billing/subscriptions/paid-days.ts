import type { Principal, Tenant } from '#host';
import type { Amount, Day } from '../contract.js';
import { INVOICES, type InvoiceRow } from '../invoices/invoice-row.js';
import { nearest, shareOf } from '../invoices/invoice-totals.js';
import { daysBetween } from './calendar.js';
import type { PeriodRow, StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** What was billed for the days from one on to the end of the period, less what of it nobody pays. */
export interface Part {
  readonly from: Day;
  readonly amount: Amount;
}

/**
 * What all parts have for the days from that one on, each spread evenly over its own; to the nearest minor unit, halves
 * up. A change adds what it billed as a part, so that right after it this is what the new plan costs for the days left.
 */
export function worthOf(parts: readonly Part[], end: Day, on: Day): Amount {
  const left = BigInt(daysBetween(on, end));
  let [sum, whole] = [0n, 1n];
  for (const { from, amount } of parts) {
    const days = BigInt(daysBetween(from, end));
    if (days <= 0n) continue;
    [sum, whole] = [sum * days + BigInt(amount) * left * whole, whole * days];
  }
  return Number(nearest(sum, whole));
}

type Days = Pick<
  PeriodRow,
  'subscriptionId' | 'periodStart' | 'periodEnd' | 'billedFrom' | 'planId' | 'quantity'
>;

type Money = Pick<
  InvoiceRow,
  'status' | 'total' | 'taxTotal' | 'amountPaid' | 'amountRefunded' | 'amountCredited' | 'amountDue'
>;

/** What was paid by money or credit, or is owed still. */
export function partOf(row: Pick<PeriodRow, 'net' | 'creditUsed' | 'billedFrom'>, invoice?: Money): Part {
  const lost = invoice ? Math.max(0, row.net - row.creditUsed - keptOf(invoice)) : 0;
  return { from: row.billedFrom, amount: row.net - lost };
}

/** Without taxes. An open invoice is owed; one that is void or given up is not counted on. */
function keptOf({ status, total, taxTotal, ...money }: Money): Amount {
  const owed = status === 'open' ? money.amountDue : 0;
  const received = money.amountPaid - money.amountRefunded + owed;
  const kept = Math.max(0, Math.min(total - money.amountCredited, received));
  return total === 0 ? -taxTotal : Number(shareOf(total - taxTotal, kept, total));
}

/** What is given back of periods: never more than was paid for them. */
export class PaidDays {
  constructor(private readonly store: SubscriptionStore) {}

  /** What was paid for the days of the present period that are left. The row is locked. */
  async left(tenant: Tenant, row: StoredSubscription, on: Day): Promise<Amount> {
    const rows = await this.rows(tenant, row.id, row.currentPeriodStart);
    return Math.max(0, await this.worth(tenant, rows, on));
  }

  /** Of what was paid for the present period, from that day on. The row is locked. */
  async giveBack(tenant: Tenant, row: StoredSubscription, from: Day, back: Amount): Promise<void> {
    const { id: subscriptionId, planId, quantity, currentPeriodStart: periodStart } = row;
    const days = { periodStart, periodEnd: row.currentPeriodEnd, billedFrom: from };
    await this.add(tenant, { subscriptionId, planId, quantity, ...days }, -back);
  }

  /**
   * An invoice was voided or credited after a change had given its days back: that is taken back, from the credit that
   * is left, or from what is left of the period that was paid with it.
   */
  async takeBack(actor: Principal, { subscriptionId, periodStart }: PeriodRow): Promise<void> {
    const { store } = this;
    const row = await store.locked(actor, subscriptionId);
    const rows = await this.rows(actor, subscriptionId, periodStart);
    const last = rows.at(-1);
    if (!last || row.status === 'cancelled') return;
    const over = -(await this.worth(actor, rows, last.billedFrom));
    if (over <= 0) return;
    const today = await store.today(actor);
    const credit = Math.min(row.credit, over);
    const isOver = periodStart !== row.currentPeriodStart;
    const days = isOver ? Math.min(over - credit, await this.left(actor, row, today)) : 0;
    if (credit + days === 0) return;
    if (days > 0) await this.giveBack(actor, row, today, days);
    await this.add(actor, last, credit + days);
    const after = await store.change(actor, row, { credit: row.credit - credit });
    await store.announce(actor, 'changed', after, { credit: [row.credit, after.credit], days: -days });
  }

  /** Without an invoice. */
  private async add(tenant: Tenant, of: Days, net: Amount): Promise<void> {
    const { subscriptionId, periodStart, periodEnd, billedFrom, planId, quantity } = of;
    const periods = this.store.periods(tenant);
    const revision = await periods.where({ subscriptionId, periodStart }).count();
    const part = { subscriptionId, periodStart, periodEnd, billedFrom, planId, quantity, revision, net };
    const nothing = { invoiceId: null, settled: true, createdAt: this.store.host.clock.now() };
    await periods.insert({ ...part, ...nothing, creditUsed: Math.max(0, net) });
  }

  private async worth(tenant: Tenant, rows: readonly PeriodRow[], on: Day): Promise<Amount> {
    const ids = rows.flatMap(({ invoiceId }) => invoiceId ?? []);
    const found = await this.store.host.db.of(INVOICES, tenant).whereIn('id', ids).all();
    const invoices = new Map(found.map((invoice) => [invoice.id, invoice]));
    const parts = rows.map((row) =>
      partOf(row, row.invoiceId === null ? undefined : invoices.get(row.invoiceId)),
    );
    return worthOf(parts, rows.at(-1)?.periodEnd ?? on, on);
  }

  private rows(tenant: Tenant, subscriptionId: number, periodStart: Day): Promise<PeriodRow[]> {
    return this.store.periods(tenant).where({ subscriptionId, periodStart }).orderBy('revision').all();
  }
}
