import type { Principal, Tenant } from '#host';
import type { Amount } from './money.js';

/** What an organisation wants to spend a calendar month (its time zone), and what happens at the limit. */
export interface Budget {
  /** Minor units of the operator's currency; null: no limit. */
  readonly monthlyBudget: Amount | null;
  /** Per cent of it at which people are told, once a month each. */
  readonly alerts: readonly number[];
  /** Whether plugins refuse to spend more. */
  readonly stop: boolean;
  readonly spent: Amount;
  readonly currency: string;
}

export interface Budgets {
  of(tenant: Tenant): Promise<Budget>;
  /** Throws `payment_required` where the month's budget is used up and the organisation wants to be stopped. */
  assertOpen(tenant: Tenant): Promise<void>;
  /** Spent credits count by themselves; for what is spent otherwise. In the caller's transaction. */
  count(actor: Principal, amount: Amount, key: string): Promise<void>;
}
