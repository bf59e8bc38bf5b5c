import { type Principal, ProblemError } from '#host';
import type { Invoices, Subscription } from '../contract.js';
import type { Notices } from './notices.js';
import type { StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

export class Cancelling {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly invoices: Invoices,
    private readonly notices: Notices,
  ) {}

  cancel(actor: Principal, id: number, when: 'now' | 'period_end'): Promise<Subscription> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.lockedWithOwed(actor, id);
      if (row.status === 'cancelled') return this.store.whole(actor, row);
      if (when === 'now' || row.status === 'incomplete') return this.end(actor, row);
      if (row.cancelAtPeriodEnd) return this.store.whole(actor, row);
      const after = await this.store.change(actor, row, { cancelAtPeriodEnd: true });
      return this.store.announce(actor, 'cancelling', after, { cancelAtPeriodEnd: [false, true] });
    });
  }

  keep(actor: Principal, id: number): Promise<Subscription> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.locked(actor, id);
      if (row.status === 'cancelled')
        throw new ProblemError('conflict', `Subscription ${row.publicId} has ended`, {
          field: 'cancelAtPeriodEnd',
        });
      if (!row.cancelAtPeriodEnd) return this.store.whole(actor, row);
      const after = await this.store.change(actor, row, { cancelAtPeriodEnd: false });
      return this.store.announce(actor, 'kept', after, { cancelAtPeriodEnd: [true, false] });
    });
  }

  /** Now. The row is locked, and what is owed for it. What was billed stays billed, but the first bill that nobody paid. */
  async end(actor: Principal, row: StoredSubscription): Promise<Subscription> {
    const { status } = row;
    const ended = { status: 'cancelled', cancelledAt: this.store.host.clock.now(), collectOn: null } as const;
    const after = await this.store.change(actor, row, { ...ended, remindOn: null });
    if (status === 'incomplete') await this.dropFirstBill(actor, row.id);
    else await this.notices.cancelled(actor, after, await this.store.today(actor));
    return this.store.announce(actor, 'cancelled', after, { status: [status, 'cancelled'] });
  }

  private async dropFirstBill(actor: Principal, subscriptionId: number): Promise<void> {
    for (const { id, invoiceId } of await this.store.unsettled(actor, subscriptionId)) {
      await this.store.periods(actor).where({ id }).update({ settled: true, invoiceId: null });
      if (invoiceId === null) continue;
      const { status, amountPaid, amountCredited } = await this.invoices.get(actor, invoiceId);
      if (status === 'draft') await this.invoices.delete(actor, invoiceId);
      // The seller made it final: whoever paid it now would get nothing for it.
      else if (amountPaid === 0 && amountCredited === 0) await this.invoices.void(actor, invoiceId);
    }
  }
}
