import { inNameOf, mailable, type Principal } from '#host';
import type { Customers, Day } from '../contract.js';
import { Formats } from '../documents/formats.js';
import { filled, spokenTag, wordsOf } from '../documents/words.js';
import {
  PAYMENT_FAILED_MAIL,
  SUBSCRIPTION_CANCELLED_MAIL,
  TRIAL_ENDING_MAIL,
} from '../mail/subscription-mails.js';
import type { StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** What each mail says, by the names of its words. */
const SAID = {
  [TRIAL_ENDING_MAIL]: { subject: 'trialSubject', message: 'trialBody' },
  [PAYMENT_FAILED_MAIL]: { subject: 'unpaidSubject', message: 'unpaidBody' },
  [SUBSCRIPTION_CANCELLED_MAIL]: { subject: 'endedSubject', message: 'endedBody' },
} as const;

/** What customers are told by mail in their language, each once, in the transaction that it is about. */
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

  private async send(
    actor: Principal,
    row: StoredSubscription,
    template: keyof typeof SAID,
    day: Day,
  ): Promise<void> {
    const { name, email, language } = await this.customers.get(actor, row.customerId);
    const to = mailable(email);
    // What it is about happens all the same.
    if (to === null) return;
    const { host } = this.store;
    const { name: seller, locale } = await host.accounts.organization(actor);
    const { plan } = await this.store.whole(actor, row);
    const tag = language ?? locale;
    const values = { name, plan: plan.name, day: new Formats(tag, plan.currency).day(day) };
    const words = wordsOf(tag);
    const { subject, message } = SAID[template];
    await host.mailer.send(actor.orgId, {
      template,
      to,
      ...(await inNameOf(host.accounts, actor, seller)),
      data: {
        ...values,
        seller,
        language: spokenTag(tag),
        subject: filled(words[subject], values),
        greeting: filled(words.mailGreeting, values),
        message: filled(words[message], values),
        closing: words.mailClosing,
      },
      key: `subscription ${row.id} ${day}`,
    });
  }
}
