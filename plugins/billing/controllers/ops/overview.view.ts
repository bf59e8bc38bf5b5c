import type { Whole } from '#host';
import type { MonthlySpend } from '../../contract.js';
import { byCurrency, type PlanRevenue } from '../../subscriptions/revenue.js';
import type { Spending } from '../../subscriptions/spend.js';

/** Minor units; sums of several currencies stand beside each other and are never added. */
export interface CurrencyAmount {
  currency: string;
  amount: Whole;
}

/** What one plan brings a month. */
export interface ProductRevenueView {
  /** Slug of the plan. */
  product: string;
  name: string;
  currency: string;
  subscriptions: Whole;
  quantity: Whole;
  /** Minor units; a year counts a twelfth. */
  mrr: Whole;
}

/** What was spent on one kind of thing, as far as plugins tell of it. */
export interface SpendView {
  /** False: nothing tells of it, and nothing is known. */
  known: boolean;
  total: CurrencyAmount[];
  by_product: ProductSpendView[];
}

export interface ProductSpendView {
  product: string;
  currency: string;
  amount: Whole;
}

/**
 * What the organisation earns by subscriptions and what it spends this month. MRR is what active and past due
 * subscriptions to its plans come to in a month, without taxes; trials count nothing yet.
 */
export interface OverviewView {
  /** `2026-11`, by the organisation's calendar. */
  month: string;
  mrr: CurrencyAmount[];
  mrr_by_product: ProductRevenueView[];
  infra_spend: SpendView;
  ai_spend: SpendView;
  /** Credits, and other costs that count for the budget. */
  budget_spend: CurrencyAmount;
}

export function overviewView(revenues: readonly PlanRevenue[], spending: Spending): OverviewView {
  return {
    month: spending.month,
    mrr: amounts(byCurrency(revenues)),
    mrr_by_product: revenues.map(({ plan, subscriptions, quantity, monthly: mrr }) => {
      return { product: plan.slug, name: plan.name, currency: plan.currency, subscriptions, quantity, mrr };
    }),
    infra_spend: spendView(spending.told.filter(({ kind }) => kind === 'infrastructure')),
    ai_spend: spendView(spending.told.filter(({ kind }) => kind === 'ai')),
    budget_spend: spending.counted,
  };
}

function spendView(spends: readonly MonthlySpend[]): SpendView {
  const sums = new Map<string, number>();
  for (const { currency, amount } of spends) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const by_product = spends.map(({ product, currency, amount }) => ({ product, currency, amount }));
  return { known: spends.length > 0, total: amounts(sums), by_product };
}

function amounts(sums: ReadonlyMap<string, number>): CurrencyAmount[] {
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
