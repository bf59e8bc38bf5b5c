import { mailable, type Principal } from '#host';
import type { Customers, Day } from '../contract.js';
import {
  PAYMENT_FAILED_MAIL,
  SUBSCRIPTION_CANCELLED_MAIL,
  TRIAL_ENDING_MAIL,
} from '../mail/subscription-mails.js';
import type { StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** What customers are told by mail, each once, in the transaction that it is about. */
export class Notices {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly customers: Customers,
  ) {}

  trialEnding(actor: Principal, row: StoredSubscription): Promise<void> {
    return this.send(actor, row, TRIAL_ENDING_MAIL, row.trialEnd ?? row.anchor);
  }

  /** `again`: the day of the next try. */
  paymentFailed(actor: Principal, row: StoredSubscription, again: Day): Promise<void> {
    return this.send(actor, row, PAYMENT_FAILED_MAIL, again);
  }

  cancelled(actor: Principal, row: StoredSubscription, on: Day): Promise<void> {
    return this.send(actor, row, SUBSCRIPTION_CANCELLED_MAIL, on);
  }

  private async send(actor: Principal, row: StoredSubscription, template: string, day: Day): Promise<void> {
    const { name, email } = await this.customers.get(actor, row.customerId);
    const to = mailable(email);
    // What it is about happens all the same.
    if (to === null) return;
    const { host } = this.store;
    const { name: seller } = await host.accounts.organization(actor);
    const { plan } = await this.store.whole(actor, row);
    const data = { seller, name, plan: plan.name, day };
    await host.mailer.send(actor.orgId, { template, to, data, key: `subscription ${row.id} ${day}` });
  }
}
