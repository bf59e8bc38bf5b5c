import type { Principal, Tenant } from '#host';
import type { Amount, Day } from '../contract.js';
import { INVOICES, type InvoiceRow } from '../invoices/invoice-row.js';
import { nearest, shareOf } from '../invoices/invoice-totals.js';
import { daysBetween } from './calendar.js';
import type { PeriodRow, SubscriptionRow } from './subscription-row.js';
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
  async left(tenant: Tenant, row: SubscriptionRow, on: Day): Promise<Amount> {
    const rows = await this.rows(tenant, row.id, row.currentPeriodStart);
    return Math.max(0, await this.worth(tenant, rows, on));
  }

  /** An invoice was voided or credited after a change had given its days back: that credit is taken back, as far as it is there. */
  async takeBack(actor: Principal, { subscriptionId, periodStart }: PeriodRow): Promise<void> {
    const { store } = this;
    const row = await store.locked(actor, subscriptionId);
    const rows = await this.rows(actor, subscriptionId, periodStart);
    const last = rows.at(-1);
    if (!last || row.status === 'cancelled') return;
    const taken = Math.min(row.credit, -(await this.worth(actor, rows, last.billedFrom)));
    if (taken <= 0) return;
    const { id: _, orgId: __, ...same } = last;
    const part = { revision: rows.length, net: taken, creditUsed: taken, invoiceId: null, settled: true };
    await store.periods(actor).insert({ ...same, ...part, createdAt: store.host.clock.now() });
    const after = await store.change(actor, row, { credit: row.credit - taken });
    await store.announce(actor, 'changed', after, { credit: [row.credit, after.credit] });
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
