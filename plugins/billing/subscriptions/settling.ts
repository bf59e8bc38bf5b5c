import { dayAfter, type Principal } from '#host';
import type { Day, DraftPaying, Invoice } from '../contract.js';
import { PERIOD_SOURCE } from './billing-periods.js';
import { periodEnd } from './calendar.js';
import type { Cancelling } from './cancelling.js';
import type { PaidDays } from './paid-days.js';
import type { PeriodRow, SubscriptionRow } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

interface Change {
  readonly actor: Principal;
  readonly invoice: Invoice;
}

/** Subscriptions follow what becomes of their invoices, in the transaction that changes those. */
export class Settling {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly cancelling: Cancelling,
    private readonly paid: PaidDays,
  ) {}

  /** Nothing is owed for it any more: it was paid, voided, or credited whole. */
  async settled({ actor, invoice }: Change): Promise<void> {
    const bill = await this.billOf(actor, invoice);
    if (!bill || bill.settled || invoice.amountDue > 0) return;
    const row = await this.store.locked(actor, bill.subscriptionId);
    await this.store.periods(actor).where({ id: bill.id }).update({ settled: true });
    const owed = await this.store.unsettled(actor, row.id);
    // What nobody paid for does not begin.
    if (row.status === 'incomplete' && invoice.amountPaid === 0 && invoice.total > 0)
      await this.cancelling.end(actor, row);
    else if (row.status === 'incomplete') await this.begin(actor, row, bill);
    else if (owed.length === 0) await this.clear(actor, row);
  }

  /** It was voided or credited: also what was given back of it already is not given twice. */
  async lessened(change: Change): Promise<void> {
    await this.settled(change);
    const bill = await this.billOf(change.actor, change.invoice);
    if (bill) await this.paid.takeBack(change.actor, bill);
  }

  /** What a subscription waits for is being paid: that is supplied from today on. */
  async beginning({ actor, source, supplied }: DraftPaying): Promise<void> {
    const bill = await this.billOf(actor, { source });
    const row = bill && (await this.store.rows(actor).where({ id: bill.subscriptionId }).first());
    if (row?.status !== 'incomplete') return;
    const { start, end } = await this.firstPeriod(actor, row);
    supplied({ serviceFrom: start, serviceTo: dayAfter(end, -1) });
  }

  /** Money went back. It is owed again, and looked after by the invoice's own reminders. */
  async reopened({ actor, invoice }: Change): Promise<void> {
    const bill = await this.billOf(actor, invoice);
    if (!bill) return;
    const row = await this.store.locked(actor, bill.subscriptionId);
    await this.store.periods(actor).where({ id: bill.id }).update({ settled: false });
    if (row.status === 'cancelled' || invoice.dueDate === null) return;
    const today = await this.store.today(actor);
    const due = dayAfter(invoice.dueDate, 1);
    await this.store.change(actor, row, {
      collectOn: row.collectOn ?? (due > today ? due : dayAfter(today, 1)),
    });
  }

  /** The seller deleted the draft that a subscription waited for. */
  async dropped({ actor, invoice }: Change): Promise<void> {
    const bill = await this.billOf(actor, invoice);
    if (!bill) return;
    const row = await this.store.locked(actor, bill.subscriptionId);
    await this.store.periods(actor).where({ id: bill.id }).update({ settled: true, invoiceId: null });
    if (row.status === 'incomplete') await this.cancelling.end(actor, row);
  }

  async billOf(actor: Principal, { source }: Pick<Invoice, 'source'>): Promise<PeriodRow | undefined> {
    if (source?.kind !== PERIOD_SOURCE) return undefined;
    return this.store.periods(actor).where({ id: source.id }).first();
  }

  /** The first payment is there: the period begins today. */
  private async begin(actor: Principal, row: SubscriptionRow, bill: PeriodRow): Promise<void> {
    const { start, end } = await this.firstPeriod(actor, row);
    const dates = { periodStart: start, periodEnd: end, billedFrom: start };
    await this.store.periods(actor).where({ id: bill.id }).update(dates);
    const period = { startDate: start, anchor: start, currentPeriodStart: start, currentPeriodEnd: end };
    const active = await this.store.change(actor, row, { ...period, status: 'active' });
    await this.store.announce(actor, 'activated', active, { status: ['incomplete', 'active'] });
  }

  private async firstPeriod(actor: Principal, row: SubscriptionRow): Promise<{ start: Day; end: Day }> {
    const start = await this.store.today(actor);
    const { plan } = await this.store.whole(actor, row);
    return { start, end: periodEnd(start, start, plan.interval) };
  }

  private async clear(actor: Principal, row: SubscriptionRow): Promise<void> {
    const status = row.status === 'past_due' ? 'active' : row.status;
    const clear = { status, pastDueSince: null, retries: 0, collectOn: null };
    const after = await this.store.change(actor, row, clear);
    if (status !== row.status)
      await this.store.announce(actor, 'recovered', after, { status: [row.status, status] });
  }
}
