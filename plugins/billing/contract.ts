import { type Principal, type ServiceToken, serviceToken } from '#host';
import type { BillingAccounts } from './contract/accounts.js';
import type { Customer, Customers } from './contract/customers.js';
import type { Ledger } from './contract/ledger.js';

export * from './contract/accounts.js';
export * from './contract/budgets.js';
export * from './contract/charges.js';
export * from './contract/customers.js';
export * from './contract/invoices.js';
export * from './contract/ledger.js';
export * from './contract/listing.js';
export * from './contract/money.js';
export * from './contract/subscriptions.js';
export { assertCurrency } from './currencies.js';

export interface BillingApi {
  readonly accounts: BillingAccounts;
  readonly customers: Customers;
  readonly ledger: Ledger;
}

export const Billing: ServiceToken<BillingApi> = serviceToken<BillingApi>('billing');

declare module '#host' {
  interface Actions {
    'billing.customer.created': [customer: Customer, actor: Principal];
    'billing.customer.updated': [customer: Customer, actor: Principal];
    'billing.customer.deleted': [customer: Customer, actor: Principal];
  }
}
