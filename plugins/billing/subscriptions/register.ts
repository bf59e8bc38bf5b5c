import { memberJoining, type PluginHost } from '#host';
import {
  chargeFailed,
  customerDeleting,
  draftPaying,
  type InvoiceChanged,
  invoiceCredited,
  invoiceDeleted,
  invoicePaid,
  invoiceReopened,
  invoiceVoided,
  paymentMethodSaved,
} from '../contract.js';
import type { BillingServices } from '../services.js';
import { collectJob } from './collecting.js';
import { PEOPLE } from './measures.js';

/** What happens to subscriptions by itself. */
export function registerSubscriptions(host: PluginHost, services: BillingServices): void {
  const { calendar, settling, dunning, subscriptionReader, usage, wanted } = services;
  host.on(memberJoining, async ({ orgId }) => {
    for (const limit of PEOPLE) await usage.assertRoom({ orgId }, limit);
  });
  host.on(customerDeleting, (deletion) => subscriptionReader.keepCustomer(deletion));
  const settled = (change: InvoiceChanged) => settling.settled(change);
  host.on(draftPaying, (paying) => settling.beginning(paying));
  host.on(invoicePaid, settled);
  const lessened = (change: InvoiceChanged) => settling.lessened(change);
  host.on(invoiceVoided, lessened);
  host.on(invoiceCredited, lessened);
  host.on(invoiceReopened, (change) => settling.reopened(change));
  host.on(invoiceDeleted, (change) => settling.dropped(change));
  host.on(chargeFailed, (ended) => dunning.failed(ended));
  host.on(paymentMethodSaved, (saved) => wanted.follow(saved));
  host.job(calendar.job);
  host.job(wanted.job);
  host.job(collectJob(services.charges, services.invoices));
  host.cron({
    name: 'billing.renew-subscriptions',
    description: 'Bills periods of subscriptions that begin, and sees to what was not paid',
    // Days begin at every hour somewhere.
    schedule: '4 * * * *',
    async run({ signal }) {
      await calendar.sweep(signal);
    },
  });
}
