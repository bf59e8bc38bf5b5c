import type { CronSpec, PluginHost } from '#host';
import type { BillingApi, Change, EndedInvoice } from '../billing/contract.js';
import type { TimeBiller } from './billing-time/time-billing.js';
import type { ClientRecords } from './clients/clients.js';
import type { OrderRecords } from './orders/orders.js';

const AT_ONCE = 500;
const SEEN = 'seen_change';

interface Followers {
  readonly clients: ClientRecords;
  readonly orders: OrderRecords;
  readonly timeBilling: TimeBiller;
}

/**
 * What billing changed while agency was off, or quarantined: nobody heard of it then. Following a change again does
 * nothing, so what is not yet settled is simply looked at again the next time.
 */
export class MissedChanges {
  constructor(
    private readonly host: Pick<PluginHost, 'db' | 'options' | 'actAs' | 'log'>,
    private readonly billing: BillingApi,
    private readonly followers: Followers,
  ) {}

  /** The slot that passed while the plugin was off is run when it comes on. */
  readonly cron: CronSpec = {
    name: 'agency.catch-up',
    description: 'Follows what billing changed while agency was off',
    schedule: '*/5 * * * *',
    run: ({ signal, assertHeld }) => this.catchUp(signal, assertHeld),
  };

  private async catchUp(signal: AbortSignal, assertHeld: () => Promise<void>): Promise<void> {
    const start = (await this.host.options.get<number>(SEEN)) ?? 0;
    let seen = start;
    let whole = true;
    for (let last = start; ; ) {
      const changes = await this.billing.changes.after(last, AT_ONCE);
      for (const change of changes) {
        signal.throwIfAborted();
        whole = (await this.followed(change)) && change.settled && whole;
        if (whole) seen = change.id;
        last = change.id;
      }
      if (changes.length < AT_ONCE) break;
    }
    if (seen === start) return;
    await this.host.db.transaction(async () => {
      await assertHeld();
      await this.host.options.set(SEEN, seen);
    });
  }

  /** One that cannot be followed is tried again the next time, and does not hold up the others. */
  private async followed(change: Change): Promise<boolean> {
    try {
      await this.host.db.transaction(() => this.follow(change));
      return true;
    } catch (error) {
      this.host.log.error({ err: error, change }, 'a change of billing could not be followed');
      return false;
    }
  }

  private async follow({ orgId, subjectId, invoice, kind }: Change): Promise<void> {
    const actor = this.host.actAs(orgId, 'agency was off when it happened');
    if (kind === 'customer.changed') {
      const customer = (await this.billing.customers.getMany(actor, [subjectId])).get(subjectId);
      if (customer) await this.followers.clients.followCustomer({ actor, customer });
    } else if (invoice) await this.ended(actor, invoice);
  }

  private async ended(actor: ReturnType<PluginHost['actAs']>, invoice: EndedInvoice) {
    await this.followers.timeBilling.free({ actor, invoice });
    await this.followers.orders.forgetInvoice({ actor, invoice });
  }
}
