import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts } from '../contract.js';

/** The operator, as everybody may know it. */
export class Seller {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
  ) {}

  async terms(): Promise<{ readonly currency: string; readonly taxRate: number }> {
    const operator = await this.accounts.operator('everybody may see the prices');
    const { currency, taxRate } = await this.host.accounts.settings(operator);
    return { currency, taxRate };
  }
}
