import { tenantTable } from '#host';

export interface BudgetRow {
  readonly id: number;
  readonly orgId: number;
  readonly monthlyBudget: number | null;
  readonly alerts: readonly number[];
  readonly stop: boolean;
  readonly updatedAt: Date;
}

export interface BudgetMonthRow {
  readonly id: number;
  readonly orgId: number;
  /** By the organisation's calendar: `2026-11`. */
  readonly month: string;
  readonly spent: number;
}

/** Somebody was told. */
export interface BudgetAlertRow {
  readonly id: number;
  readonly orgId: number;
  readonly month: string;
  /** Per cent. */
  readonly step: number;
  readonly createdAt: Date;
}

/** What was spent otherwise than in credits. */
export interface BudgetCostRow {
  readonly id: number;
  readonly orgId: number;
  readonly opKey: string;
  readonly amount: number;
  readonly createdAt: Date;
}

export const BUDGETS = tenantTable<BudgetRow>('billing_budgets', {
  instants: ['updatedAt'],
  booleans: ['stop'],
  json: ['alerts'],
  keepTotals: false,
});

export const MONTHS = tenantTable<BudgetMonthRow>('billing_budget_months', { keepTotals: false });

export const ALERTS = tenantTable<BudgetAlertRow>('billing_budget_alerts', {
  instants: ['createdAt'],
  keepTotals: false,
});

export const COSTS = tenantTable<BudgetCostRow>('billing_budget_costs', {
  instants: ['createdAt'],
  keepTotals: false,
});
