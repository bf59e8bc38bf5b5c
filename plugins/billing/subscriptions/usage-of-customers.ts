import { type Principal, ProblemError } from '#host';
import type { BuyerAccounts } from '../accounts.js';
import type { BillingHost } from '../billing-host.js';
import type { Plan, Usage } from '../contract.js';
import { violationsOf } from './usage.js';

/**
 * What a seller's customer uses. Of the operator's customers that buy for an organisation it is the organisation's
 * usage; of all others only what plugins tell by the filter `billing.customer_usage`.
 */
export class UsageOfCustomers {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BuyerAccounts,
    private readonly usage: Usage,
  ) {}

  /** Refuses a plan that what is used now exceeds, naming every limit. */
  async assertFits(actor: Principal, customerId: number, plan: Plan): Promise<void> {
    const violations = violationsOf(await this.of(actor, customerId), plan.limits);
    if (violations.length === 0) return;
    const details = violations.map(({ limit, used, allowed }) => {
      const message = `${limit.replaceAll('_', ' ')}: ${used} are used, and ${plan.slug} has ${allowed}`;
      return { field: `limits.${limit}`, message, rule: 'max' };
    });
    const message = `What is used exceeds the plan ${plan.slug}`;
    throw new ProblemError('unprocessable', message, { details, data: { violations } });
  }

  private async of(actor: Principal, customerId: number): Promise<Readonly<Record<string, number>>> {
    const operator = await this.accounts.operator('a change of plan looks at what is used');
    const account = actor.orgId === operator.orgId ? await this.accounts.ofCustomer(customerId) : undefined;
    if (account) return this.usage.of({ orgId: account.buyerOrgId });
    return this.host.hooks.applyFilters('billing.customer_usage', {}, actor, customerId);
  }
}
