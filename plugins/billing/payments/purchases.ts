import type { Tenant } from '#host';
import type { BillingAccounts, Charges, PaymentMethod } from '../contract.js';

/** An organisation as a buyer from the operator: each sees and charges nothing but its own. */
export class Purchases {
  constructor(
    private readonly accounts: BillingAccounts,
    private readonly charges: Charges,
    private readonly siteUrl: string,
  ) {}

  async portal(buyer: Tenant): Promise<{ readonly url: string }> {
    const { actor, customerId } = await this.at(buyer);
    return this.charges.portal(actor, { customerId, returnUrl: `${this.siteUrl}/` });
  }

  async paymentMethods(buyer: Tenant): Promise<readonly PaymentMethod[]> {
    if (!(await this.charges.isConfigured())) return [];
    const { actor, customerId } = await this.at(buyer);
    return this.charges.paymentMethods(actor, customerId);
  }

  /** The operator, and the buyer among its customers. */
  private async at(buyer: Tenant) {
    const actor = await this.accounts.operator('an organisation buys from the operator');
    return { actor, customerId: (await this.accounts.of(buyer)).customerId };
  }
}
