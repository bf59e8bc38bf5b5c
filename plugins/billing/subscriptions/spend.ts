import { dayAt, type Principal } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Budgets, MonthlySpend } from '../contract.js';

export interface Spending {
  /** `2026-11`, by the organisation's calendar. */
  readonly month: string;
  /** Credits spent, and what plugins counted otherwise, in the operator's currency. */
  readonly counted: { readonly amount: number; readonly currency: string };
  /** As far as plugins tell. */
  readonly told: readonly MonthlySpend[];
}

/** What an organisation spends in a month, as far as it is known. */
export class Spend {
  constructor(
    private readonly host: BillingHost,
    private readonly budgets: Budgets,
  ) {}

  async of(actor: Principal): Promise<Spending> {
    const { timezone } = await this.host.accounts.organization(actor);
    const month = dayAt(this.host.clock.now(), timezone).slice(0, 7);
    const { spent: amount, currency } = await this.budgets.of(actor);
    const told = await this.host.hooks.applyFilters('billing.monthly_spend', [], actor, month);
    return { month, counted: { amount, currency }, told };
  }
}
