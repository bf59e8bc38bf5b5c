import { BuyerAccounts } from './accounts.js';
import type { BillingHost } from './billing-host.js';
import { CustomerRecords } from './customers.js';
import { InvoiceRecords } from './invoices/invoices.js';
import { TokenLedger } from './ledger/ledger.js';

export type BillingServices = ReturnType<typeof billingServices>;

/** Builds the services, each from those below it. */
export function billingServices(host: BillingHost) {
  const customers = new CustomerRecords(host.db, host.clock, host.accounts, host);
  const accounts = new BuyerAccounts(host, customers);
  const ledger = new TokenLedger(host);
  const invoices = new InvoiceRecords(host, customers);
  return { accounts, customers, ledger, invoices };
}
