import { given, type Principal, type Tenant } from '#host';
import type { BillingHost } from '../../billing-host.js';
import type { MonthlyBudgets } from '../../budgets/budgets.js';
import type { PaymentMethod } from '../../contract.js';
import type { Purchases } from '../../payments/purchases.js';
import type { TopUps } from '../../top-ups/top-ups.js';
import type { BillingFacts, UpdateBillingInput } from './billing.view.js';

type Parts = Pick<UpdateBillingInput, 'charge_amount' | 'charge_threshold'>;

/** An organisation's billing as the hosting API sees it: budget, and top-up of credits by amount. */
export class BillingDesk {
  constructor(
    private readonly host: Pick<BillingHost, 'accounts' | 'clock' | 'db' | 'log'>,
    private readonly budgets: MonthlyBudgets,
    private readonly topUps: TopUps,
    private readonly purchases: Purchases,
  ) {}

  async facts(tenant: Tenant): Promise<BillingFacts> {
    const { publicId: accountId } = await this.host.accounts.organization(tenant);
    const settings = await this.host.accounts.settings(tenant);
    const budget = await this.budgets.of(tenant);
    const topUp = await this.topUps.of(tenant, 'credit');
    return {
      accountId,
      settings,
      budget,
      topUp,
      method: await this.card(tenant),
      now: this.host.clock.now(),
    };
  }

  /** All of it or nothing. */
  update(actor: Principal, input: UpdateBillingInput): Promise<void> {
    const { budget_alerts: alerts, budget_stop: stop, monthly_budget: budget } = input;
    const budgetChanges = given({
      stop,
      monthlyBudget: budget === undefined ? undefined : budget || null,
      alerts: alerts && [...new Set(alerts)].sort((a, b) => a - b),
    });
    return this.host.db.transaction(async () => {
      if (Object.keys(budgetChanges).length > 0) await this.budgets.change(actor, budgetChanges);
      if (input.charge_amount !== undefined || input.charge_threshold !== undefined)
        await this.charge(actor, input);
    });
  }

  /** No amount: no top-up. A package chosen elsewhere gives way to an amount. */
  private async charge(actor: Principal, { charge_amount: amount, charge_threshold: threshold }: Parts) {
    const bought = amount === undefined ? {} : amount === 0 ? { enabled: false } : { amount, enabled: true };
    const known = await this.topUps.of(actor, 'credit');
    if (known) await this.topUps.update(actor, 'credit', given({ ...bought, threshold }));
    else await this.topUps.create(actor, 'credit', { enabled: false, ...bought, threshold: threshold ?? 0 });
  }

  /** A provider that is away keeps nobody from their settings. */
  private async card(tenant: Tenant): Promise<PaymentMethod | undefined> {
    try {
      return (await this.purchases.paymentMethods(tenant)).find(({ isDefault }) => isDefault);
    } catch (error) {
      this.host.log.warn({ err: error }, 'the payment provider could not say which card is kept');
      return undefined;
    }
  }
}
