import { againOnDuplicate, changed, dayAt, invalid, type Principal, ProblemError, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import { type BillingAccounts, type Budget, type Budgets, LARGEST_AMOUNT } from '../contract.js';
import { ALERTS, BUDGETS, COSTS, MONTHS } from './budget-rows.js';

export type BudgetSettings = Pick<Budget, 'monthlyBudget' | 'alerts' | 'stop'>;

const NO_BUDGET: BudgetSettings = { monthlyBudget: null, alerts: [], stop: false };

/** What organisations want to spend a month, by their own calendar. */
export class MonthlyBudgets implements Budgets {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
  ) {}

  async of(tenant: Tenant): Promise<Budget> {
    const operator = await this.accounts.operator('budgets are in its currency');
    const { currency } = await this.host.accounts.organization(operator);
    const settings = await this.settings(tenant);
    return { ...settings, spent: await this.spent(tenant, await this.month(tenant)), currency };
  }

  async assertOpen(tenant: Tenant): Promise<void> {
    const { monthlyBudget, stop } = await this.settings(tenant);
    if (!stop || monthlyBudget === null) return;
    const spent = await this.spent(tenant, await this.month(tenant));
    if (spent < monthlyBudget) return;
    const message = `The budget of this month is used up: ${spent} of ${monthlyBudget}`;
    const data = { required: 1, available: 0, missing: spent - monthlyBudget + 1 };
    throw new ProblemError('payment_required', message, { reason: 'budget_exceeded', data });
  }

  count(actor: Principal, amount: number, key: string): Promise<void> {
    if (!Number.isSafeInteger(amount) || amount < 1 || amount > LARGEST_AMOUNT)
      throw invalid('amount', 'min', 'amount must be a whole number above zero');
    return againOnDuplicate(this.host.db, async () => {
      const costs = this.host.db.of(COSTS, actor);
      if (await costs.where({ opKey: key }).first()) return;
      await costs.insert({ opKey: key, amount, createdAt: this.host.clock.now() });
      await this.add(actor, amount);
    });
  }

  /** In the transaction in which it was spent. */
  async add(actor: Principal, amount: number): Promise<void> {
    if (amount < 1) return;
    const month = await this.month(actor);
    await this.alert(actor, month, await this.spentMore(actor, month, amount));
  }

  change(actor: Principal, values: Partial<BudgetSettings>): Promise<Budget> {
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.settings(actor);
      const after = { ...before, ...values };
      const row = { ...after, updatedAt: this.host.clock.now() };
      const known = await this.host.db.of(BUDGETS, actor).update(row);
      if (known === 0) await this.host.db.of(BUDGETS, actor).insert(row);
      const { publicId: entityId } = await this.host.accounts.organization(actor);
      const entry = { entityType: 'budget', entityId, changes: changed(before, after) };
      await this.host.audit.record(actor, { action: 'budget.updated', ...entry });
      const month = await this.month(actor);
      // After who spends now: he still goes by the budget as it was.
      await this.host.db.of(MONTHS, actor).where({ month }).forUpdate().first();
      await this.alert(actor, month, await this.spent(actor, month));
      return this.of(actor);
    });
  }

  /** Each step of a month once: the row says that it was told, in the transaction that tells. */
  private async alert(actor: Principal, month: string, spent: number): Promise<void> {
    const { monthlyBudget, alerts, stop } = await this.settings(actor);
    if (monthlyBudget === null) return;
    const steps = new Set(stop ? [...alerts, 100] : alerts);
    const reached = [...steps].filter((step) => reaches(spent, step, monthlyBudget));
    if (reached.length > 0)
      await againOnDuplicate(this.host.db, () => this.tellOnce(actor, month, reached, stop));
  }

  private async tellOnce(
    actor: Principal,
    month: string,
    reached: readonly number[],
    stop: boolean,
  ): Promise<void> {
    const rows = this.host.db.of(ALERTS, actor);
    const told = new Set((await rows.where({ month }).all()).map(({ step }) => step));
    const fresh = reached.filter((step) => !told.has(step));
    const highest = Math.max(...fresh);
    for (const step of fresh) await rows.insert({ month, step, createdAt: this.host.clock.now() });
    for (const step of fresh) await this.tell(actor, { month, step, stopped: stop && highest >= 100 });
  }

  private async tell(
    { orgId }: Principal,
    { month, step, stopped }: { readonly month: string; readonly step: number; readonly stopped: boolean },
  ): Promise<void> {
    await this.host.notifications.notifyHolders(orgId, 'billing:write', {
      type: 'billing.budget',
      title: `${step} % of the budget of ${month} is spent`,
      message: stopped
        ? `The budget of ${month} is used up, and nothing more is spent until the next month or a higher budget.`
        : `${step} % of what you want to spend in ${month} is spent.`,
      level: 'warning',
      priority: 'high',
      mail: true,
    });
  }

  private async settings(tenant: Tenant): Promise<BudgetSettings> {
    const row = await this.host.db.of(BUDGETS, tenant).where({}).first();
    if (!row) return NO_BUDGET;
    const { monthlyBudget, alerts, stop } = row;
    return { monthlyBudget, alerts, stop };
  }

  private async spent(tenant: Tenant, month: string): Promise<number> {
    return (await this.host.db.of(MONTHS, tenant).where({ month }).first())?.spent ?? 0;
  }

  /** The month's row is locked from here on: alerts of two at once come one after the other. */
  private async spentMore(tenant: Tenant, month: string, amount: number): Promise<number> {
    return againOnDuplicate(this.host.db, async () => {
      const months = this.host.db.of(MONTHS, tenant);
      const known = await months.where({ month }).add({ spent: amount });
      if (known === undefined) await months.insert({ month, spent: amount });
      return known ?? amount;
    });
  }

  private async month(tenant: Tenant): Promise<string> {
    const { timezone } = await this.host.accounts.organization(tenant);
    return dayAt(this.host.clock.now(), timezone).slice(0, 7);
  }
}

function reaches(spent: number, step: number, budget: number): boolean {
  return BigInt(spent) * 100n >= BigInt(budget) * BigInt(step);
}
