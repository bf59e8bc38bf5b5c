import type { OrganizationSettings } from '#host';
import type { Budget, PaymentMethod } from '../../contract.js';
import type { CreditMonth } from '../../ledger/credit-months.js';
import { startOf } from '../../ledger/months.js';
import type { TopUp } from '../../top-ups/top-ups.js';

/** @isInt */
export type Integer = number;

/** @isDateTime */
export type Instant = string;

/**
 * Minor units of the operator's currency; 0: none.
 * @isInt
 * @minimum 0
 * @maximum 10000000000000
 */
export type Cents = number;

/**
 * Per cent of the monthly budget.
 * @isInt
 * @minimum 1
 * @maximum 1000
 */
export type AlertStep = number;

/**
 * The organisation that the key acts in, as a customer of the site's operator. Amounts are minor units (cents) of the
 * operator's currency. What is not known is an empty text, or 0.
 */
export interface BillingOutput {
  account_id: string;
  name: string;
  address_line1: string;
  address_line2: string;
  address_city: string;
  address_state: string;
  address_zip: string;
  address_country: string;
  /** Of the default card at the payment provider. */
  brand: string;
  last4: string;
  exp_month: Integer;
  exp_year: Integer;
  /** What shall be spent in a calendar month of the organisation's time zone; 0: there is no budget. */
  monthly_budget: Integer;
  /** Per cent of it at which people are told, each once a month. */
  budget_alerts: Integer[];
  /** Whether nothing more is spent once it is used up. */
  budget_stop: boolean;
  /** So much credit is bought when less than the threshold is left; 0: none is. */
  charge_amount: Integer;
  charge_threshold: Integer;
  /** The default card ends this month or has ended: another one is needed. */
  update?: boolean;
  /** From when on it takes no charges any more. */
  force_update?: Instant;
}

export interface UpdateBillingInput {
  /** @maxItems 20 */
  budget_alerts?: AlertStep[];
  budget_stop?: boolean;
  charge_amount?: Cents;
  charge_threshold?: Cents;
  monthly_budget?: Cents;
}

export interface BillingTransactionEntry {
  /** Minor units; below zero: spent. */
  amount: Integer;
  created_at: Instant;
  description: string;
  /** Left out: credits do not expire. */
  expires_at?: Instant;
}

/** A calendar month (UTC) in which something happened to the credits. */
export interface BillingTransactionMonth {
  year: Integer;
  month: Integer;
  /** At the month's end, or now. */
  balance: Integer;
  /** The month's first instant. */
  created_at: Instant;
  /** Newest first. At most 1000 here: a month with more comes again, with the next of them, as the next item. */
  tx: BillingTransactionEntry[];
}

export interface BillingFacts {
  readonly accountId: string;
  readonly settings: OrganizationSettings;
  readonly method: PaymentMethod | undefined;
  readonly budget: Budget;
  readonly topUp: TopUp | undefined;
  readonly now: Date;
}

export function billingOutput({
  accountId,
  settings,
  method,
  budget,
  topUp,
  now,
}: BillingFacts): BillingOutput {
  const { name, address } = settings;
  return {
    account_id: accountId,
    name,
    address_line1: address?.line1 ?? '',
    address_line2: address?.line2 ?? '',
    address_city: address?.city ?? '',
    address_state: address?.state ?? '',
    address_zip: address?.postalCode ?? '',
    address_country: address?.country ?? '',
    brand: method?.brand ?? '',
    last4: method?.last4 ?? '',
    exp_month: method?.expiryMonth ?? 0,
    exp_year: method?.expiryYear ?? 0,
    monthly_budget: budget.monthlyBudget ?? 0,
    budget_alerts: [...budget.alerts],
    budget_stop: budget.stop,
    charge_amount: topUp?.enabled ? (topUp.amount ?? topUp.package?.price ?? 0) : 0,
    charge_threshold: topUp?.threshold ?? 0,
    ...ending(method, now),
  };
}

/** A card is good until the end of the month that stands on it. */
function ending(
  method: PaymentMethod | undefined,
  now: Date,
): Pick<BillingOutput, 'update' | 'force_update'> {
  if (!method?.expiryYear || !method.expiryMonth) return {};
  const end = new Date(Date.UTC(method.expiryYear, method.expiryMonth, 1));
  const lastMonth = new Date(Date.UTC(method.expiryYear, method.expiryMonth - 1, 1));
  return now < lastMonth ? {} : { update: true, force_update: end.toISOString() };
}

export function transactionMonth({ month, balance, transactions }: CreditMonth): BillingTransactionMonth {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return {
    year,
    month: number,
    balance,
    created_at: startOf(month).toISOString(),
    tx: transactions.map(({ amount, createdAt, description }) => ({
      amount,
      created_at: createdAt.toISOString(),
      description,
    })),
  };
}
