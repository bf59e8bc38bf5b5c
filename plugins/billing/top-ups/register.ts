import type { PluginHost } from '#host';
import {
  chargeFailed,
  type InvoiceChanged,
  invoiceDeleted,
  invoicePaid,
  invoiceReopened,
} from '../contract.js';
import { releaseExpired } from '../ledger/release-expired.js';
import type { BillingServices } from '../services.js';

/** What happens to tokens and credits by itself. */
export function registerSpending(host: PluginHost, services: BillingServices): void {
  const { ledger, grants, orders, topUpRuns } = services;
  host.onOrganization((orgId) => grants.welcome(orgId));
  host.on(invoicePaid, async ({ invoice }: InvoiceChanged) => {
    await topUpRuns.paid(invoice);
    await orders.follow(invoice);
  });
  host.on(invoiceReopened, ({ invoice }) => orders.follow(invoice));
  host.on(invoiceDeleted, ({ invoice }) => topUpRuns.dropped(invoice));
  host.on(chargeFailed, (ended) => topUpRuns.declined(ended));
  host.job(topUpRuns.job);
  host.cron(topUpRuns.cron);
  host.cron(releaseExpired(ledger));
}
