import { dayAfter, type Principal } from '#host';
import { type ChargeEnded, type Day, type Invoices, NOT_CHARGEABLE, NOT_CONFIGURED } from '../contract.js';
import type { BillingPeriods } from './billing-periods.js';
import type { Cancelling } from './cancelling.js';
import type { Notices } from './notices.js';
import type { Settling } from './settling.js';
import type { SubscriptionRow } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** Days after the first failure on which the charge is made again. */
export const RETRY_DAYS = [3, 5, 7];
/** The last charge has had this long for its answer. */
export const END_DAY = 10;

/** Failures that say nothing of the customer. */
const NOBODYS: ReadonlySet<string | null> = new Set([NOT_CONFIGURED, NOT_CHARGEABLE]);

export interface DunningRooms {
  readonly store: SubscriptionStore;
  readonly periods: BillingPeriods;
  readonly settling: Settling;
  readonly cancelling: Cancelling;
  readonly invoices: Invoices;
  readonly notices: Notices;
}

/** What happens when an invoice of a subscription is not paid. */
export class Dunning {
  constructor(private readonly rooms: DunningRooms) {}

  /** In the transaction of a charge that failed. */
  async failed({ actor, invoice, charge }: ChargeEnded): Promise<void> {
    const { store, settling } = this.rooms;
    // Customers who try by themselves may try again; and where nobody could be charged, they pay by hand until it is due.
    if (charge.kind !== 'charge' || NOBODYS.has(charge.failure)) return;
    const bill = await settling.billOf(actor, invoice);
    if (!bill) return;
    const row = await store.lockedWithOwed(actor, bill.subscriptionId);
    // Paid otherwise before the charge was made: nobody owes it.
    if (!(await store.unsettled(actor, row.id)).some(({ id }) => id === bill.id)) return;
    if (row.status === 'active') await this.begin(actor, row, await store.today(actor));
    else if (row.status === 'past_due' && row.retries >= RETRY_DAYS.length) await this.giveUp(actor, row);
  }

  /** Its day has come. The row is locked, and what is owed for it. */
  async step(actor: Principal, row: SubscriptionRow, today: Day): Promise<void> {
    const { store } = this.rooms;
    const owed = await store.unsettled(actor, row.id);
    if (owed.length === 0) await store.change(actor, row, { collectOn: null });
    else if (row.status !== 'past_due') await this.begin(actor, row, today);
    else if (row.retries >= RETRY_DAYS.length) await this.giveUp(actor, row);
    else await this.retry(actor, row, today);
  }

  private async begin(actor: Principal, row: SubscriptionRow, today: Day): Promise<void> {
    const { store } = this.rooms;
    const again = dayAfter(today, RETRY_DAYS[0] ?? 0);
    const first = { pastDueSince: today, retries: 0, collectOn: again };
    const after = await store.change(actor, row, { status: 'past_due', ...first });
    await this.rooms.notices.paymentFailed(actor, after, again);
    await store.announce(actor, 'past_due', after, { status: [row.status, 'past_due'] });
  }

  private async retry(actor: Principal, row: SubscriptionRow, today: Day): Promise<void> {
    const { store, periods } = this.rooms;
    const retries = row.retries + 1;
    for (const { id, invoiceId } of await store.unsettled(actor, row.id))
      if (invoiceId !== null)
        await periods.collect(
          actor,
          invoiceId,
          `subscription-period ${id} since ${row.pastDueSince} retry ${retries}`,
        );
    const next = dayAfter(row.pastDueSince ?? today, RETRY_DAYS[retries] ?? END_DAY);
    // After an outage the days do not all come at once.
    await store.change(actor, row, { retries, collectOn: next > today ? next : dayAfter(today, 1) });
  }

  /** The end: what is still owed is given up, though it may be paid. */
  private async giveUp(actor: Principal, row: SubscriptionRow): Promise<void> {
    const { store, cancelling, invoices } = this.rooms;
    const owed = await store.unsettled(actor, row.id);
    await cancelling.end(actor, row);
    for (const { invoiceId } of owed) {
      if (invoiceId === null) continue;
      const { status } = await invoices.get(actor, invoiceId);
      if (status === 'open') await invoices.markUncollectible(actor, invoiceId);
    }
  }
}
