import { given, invalid, type Principal, ProblemError, type Tenant } from '#host';
import type { BillingAccounts, Charges, Package, Unit } from '../contract.js';
import type { PackageCatalogue } from '../packages/packages.js';
import type { TopUp, TopUps, TopUpValues } from './top-ups.js';

/** What a form says: packages by name, means of payment by the provider's id. */
export interface TopUpForm {
  readonly threshold?: number | undefined;
  readonly package?: { readonly name: string; readonly field: string } | undefined;
  readonly enabled?: boolean | undefined;
  readonly max_monthly_topups?: number | undefined;
  readonly stripe_payment_method_id?: string | null | undefined;
}

/** Reads forms of top-ups. Asks the provider whose a means of payment is: not inside a transaction. */
export class TopUpDesk {
  constructor(
    private readonly topUps: TopUps,
    private readonly packages: PackageCatalogue,
    private readonly accounts: BillingAccounts,
    private readonly charges: Pick<Charges, 'assertPaymentMethod'>,
  ) {}

  async of(
    tenant: Tenant,
    unit: Unit,
  ): Promise<{ readonly topUp: TopUp | undefined; readonly packages: readonly Package[] }> {
    return { topUp: await this.topUps.of(tenant, unit), packages: await this.packages.list(unit) };
  }

  async create(
    actor: Principal,
    unit: Unit,
    form: TopUpForm & { readonly threshold: number },
  ): Promise<TopUp> {
    return this.topUps.create(actor, unit, {
      ...(await this.values(actor, unit, form)),
      threshold: form.threshold,
    });
  }

  async update(actor: Principal, unit: Unit, form: TopUpForm): Promise<TopUp> {
    return this.topUps.update(actor, unit, await this.values(actor, unit, form));
  }

  delete(actor: Principal, unit: Unit): Promise<void> {
    return this.topUps.delete(actor, unit);
  }

  private async values(actor: Tenant, unit: Unit, form: TopUpForm): Promise<Partial<TopUpValues>> {
    const { threshold, enabled, max_monthly_topups: monthlyCap } = form;
    const { package: named, stripe_payment_method_id: paymentMethodId } = form;
    const sold = named && (await this.sold(unit, named));
    if (paymentMethodId) await this.assertOwn(actor, paymentMethodId);
    return given({ threshold, enabled, monthlyCap, paymentMethodId, package: sold }) as Partial<TopUpValues>;
  }

  private async sold(
    unit: Unit,
    { name, field }: { readonly name: string; readonly field: string },
  ): Promise<Package> {
    const found = await this.packages.find(name);
    if (found?.active && found.unit === unit) return found;
    throw invalid(field, 'reference', `${field}: no package of ${unit}s is called ${name}`);
  }

  /** The reference answers 400 to whatever is wrong with the form. */
  private async assertOwn(buyer: Tenant, id: string): Promise<void> {
    const field = 'stripe_payment_method_id';
    const operator = await this.accounts.operator('a means of payment of its customer');
    const { customerId } = await this.accounts.of(buyer);
    try {
      await this.charges.assertPaymentMethod(operator, customerId, id, field);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'unprocessable') throw error;
      throw invalid(field, 'reference', error.message);
    }
  }
}
