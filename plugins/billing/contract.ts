import { type Principal, type ServiceToken, serviceToken, type Tenant } from '#host';
import type { BillingAccounts } from './contract/accounts.js';
import type { Budgets } from './contract/budgets.js';
import type { Changes } from './contract/changes.js';
import type { Charge, Charges } from './contract/charges.js';
import type { Customer, Customers } from './contract/customers.js';
import type { Invoice } from './contract/invoice.js';
import type { CreditNote, Invoices, Payment } from './contract/invoices.js';
import type { Ledger, Packages } from './contract/ledger.js';
import type { InvoiceSending } from './contract/sending.js';
import type {
  MonthlySpend,
  Plan,
  Plans,
  Subscription,
  Subscriptions,
  Usage,
} from './contract/subscriptions.js';

export * from './contract/accounts.js';
export * from './contract/budgets.js';
export * from './contract/changes.js';
export * from './contract/charges.js';
export * from './contract/currency-digits.js';
export * from './contract/customers.js';
export * from './contract/invoice.js';
export * from './contract/invoice-views.js';
export * from './contract/invoices.js';
export * from './contract/ledger.js';
export * from './contract/listing.js';
export * from './contract/money.js';
export * from './contract/sending.js';
export * from './contract/subscriptions.js';
export { assertCurrency } from './currencies.js';

export interface BillingApi {
  readonly accounts: BillingAccounts;
  readonly customers: Customers;
  readonly ledger: Ledger;
  readonly packages: Packages;
  readonly budgets: Budgets;
  readonly invoices: Invoices;
  readonly sending: InvoiceSending;
  readonly plans: Plans;
  readonly subscriptions: Subscriptions;
  readonly usage: Usage;
  readonly charges: Charges;
  readonly changes: Changes;
}

export const Billing: ServiceToken<BillingApi> = serviceToken<BillingApi>('billing');

declare module '#host' {
  interface Actions {
    'billing.customer.created': [customer: Customer, actor: Principal];
    'billing.customer.updated': [customer: Customer, actor: Principal];
    'billing.customer.deleted': [customer: Customer, actor: Principal];
    'billing.invoice.created': [invoice: Invoice, actor: Principal];
    'billing.invoice.updated': [invoice: Invoice, actor: Principal];
    'billing.invoice.deleted': [invoice: Invoice, actor: Principal];
    'billing.invoice.finalized': [invoice: Invoice, actor: Principal];
    'billing.invoice.paid': [invoice: Invoice, actor: Principal];
    'billing.invoice.reopened': [invoice: Invoice, actor: Principal];
    'billing.invoice.voided': [invoice: Invoice, actor: Principal];
    'billing.invoice.sent': [invoice: Invoice, actor: Principal];
    'billing.invoice.uncollectible': [invoice: Invoice, actor: Principal];
    'billing.payment.received': [payment: Payment, actor: Principal];
    'billing.payment.refunded': [payment: Payment, actor: Principal];
    'billing.payment.disputed': [payment: Payment, actor: Principal];
    'billing.payment.cancelled': [payment: Payment, actor: Principal];
    'billing.payment.restored': [payment: Payment, actor: Principal];
    'billing.charge.failed': [charge: Charge, actor: Principal];
    'billing.credit_note.created': [creditNote: CreditNote, actor: Principal];
    'billing.plan.created': [plan: Plan, actor: Principal];
    'billing.plan.updated': [plan: Plan, actor: Principal];
    'billing.subscription.created': [subscription: Subscription, actor: Principal];
    'billing.subscription.activated': [subscription: Subscription, actor: Principal];
    'billing.subscription.renewed': [subscription: Subscription, actor: Principal];
    'billing.subscription.changed': [subscription: Subscription, actor: Principal];
    'billing.subscription.past_due': [subscription: Subscription, actor: Principal];
    'billing.subscription.recovered': [subscription: Subscription, actor: Principal];
    'billing.subscription.cancelling': [subscription: Subscription, actor: Principal];
    'billing.subscription.kept': [subscription: Subscription, actor: Principal];
    'billing.subscription.cancelled': [subscription: Subscription, actor: Principal];
  }

  interface Filters {
    /** What a seller's customer uses of what plans limit, by the names of limits: a change of plan looks at it. */
    'billing.customer_usage': [used: Readonly<Record<string, number>>, seller: Tenant, customerId: number];
    /** Whoever knows what an organisation spends adds it; `2026-11`, by the organisation's calendar. */
    'billing.monthly_spend': [spends: readonly MonthlySpend[], spender: Tenant, month: string];
  }
}
