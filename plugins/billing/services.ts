import { BuyerAccounts } from './accounts.js';
import type { BillingHost } from './billing-host.js';
import { CustomerRecords } from './customers.js';
import { Logos } from './documents/logos.js';
import { Papers } from './documents/papers.js';
import { InvoiceRecords } from './invoices/invoices.js';
import { Grants } from './ledger/grants.js';
import { TokenLedger } from './ledger/ledger.js';
import { ProviderCharges } from './payments/charges.js';
import { Purchases } from './payments/purchases.js';
import { InvoiceMails } from './sending/invoice-mails.js';
import { InvoiceLinks } from './sending/links.js';
import { Reminders } from './sending/reminders.js';
import { Sending } from './sending/sending.js';
import { subscriptionServices } from './subscriptions/index.js';
import { spendingServices } from './top-ups/index.js';

export type BillingServices = ReturnType<typeof billingServices>;

/** Builds the services, each from those below it. */
export function billingServices(host: BillingHost) {
  const customers = new CustomerRecords(host.db, host.clock, host.accounts, host);
  const accounts = new BuyerAccounts(host, customers);
  const ledger = new TokenLedger(host);
  const grants = new Grants(host, ledger);
  const invoices = new InvoiceRecords(host, customers);
  const logos = new Logos(host);
  const papers = new Papers(host, customers, logos);
  const links = new InvoiceLinks(host, invoices);
  const mails = new InvoiceMails(host, links);
  const sending = new Sending(host, { invoices, customers, papers, mails, links });
  const reminders = new Reminders(host, { invoices, papers, mails });
  const subscribed = subscriptionServices(host, customers, accounts, invoices);
  const charges = new ProviderCharges(host, invoices, customers);
  const purchases = new Purchases(accounts, charges, host.siteUrl);
  const spending = spendingServices(host, { accounts, invoices, ledger, charges });
  const sent = { logos, papers, links, sending, reminders };
  return {
    accounts,
    customers,
    ledger,
    grants,
    invoices,
    charges,
    purchases,
    ...sent,
    ...subscribed,
    ...spending,
  };
}
