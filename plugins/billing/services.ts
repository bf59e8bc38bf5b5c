import { BuyerAccounts } from './accounts.js';
import type { BillingHost } from './billing-host.js';
import { ChangeLog } from './changes.js';
import { CustomerRecords } from './customers.js';
import { InvoiceRecords } from './invoices/invoices.js';
import { CreditMonths } from './ledger/credit-months.js';
import { Grants } from './ledger/grants.js';
import { TokenLedger } from './ledger/ledger.js';
import { Statements } from './ledger/statements.js';
import { ProviderCharges } from './payments/charges.js';
import { Purchases } from './payments/purchases.js';
import { sendingServices } from './sending/index.js';
import { BuyerDesk } from './subscriptions/buyer-desk.js';
import { subscriptionServices } from './subscriptions/index.js';
import { Spend } from './subscriptions/spend.js';
import { spendingServices } from './top-ups/index.js';

export type BillingServices = ReturnType<typeof billingServices>;

/** Builds the services, each from those below it. */
export function billingServices(host: BillingHost) {
  const changes = new ChangeLog(host.db, host.clock);
  const customers = new CustomerRecords(host.db, host.clock, host.accounts, { host, changes });
  const accounts = new BuyerAccounts(host, customers);
  const ledger = new TokenLedger(host);
  const grants = new Grants(host, ledger);
  const invoices = new InvoiceRecords(host, customers, changes);
  const sent = sendingServices(host, invoices, customers);
  const subscribed = subscriptionServices(host, customers, accounts, invoices, sent.sending);
  const charges = new ProviderCharges(host, invoices, customers);
  const spending = spendingServices(host, {
    ...{ accounts, invoices, ledger, charges },
    usage: subscribed.usage,
  });
  const creditMonths = new CreditMonths(host.db, ledger);
  const statements = new Statements(host, accounts, ledger, sent.papers);
  const { plans, subscriptions, usage } = subscribed;
  const { siteUrl } = host;
  const spend = new Spend(host, spending.budgets);
  const purchases = new Purchases({ accounts, charges, siteUrl, ...subscribed, ...spending });
  const buyerDesk = new BuyerDesk({ accounts, plans, subscriptions, usage, purchases });
  return {
    accounts,
    changes,
    customers,
    ledger,
    grants,
    invoices,
    charges,
    purchases,
    buyerDesk,
    spend,
    ...sent,
    ...subscribed,
    ...spending,
    creditMonths,
    statements,
  };
}
