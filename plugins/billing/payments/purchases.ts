import { newPublicId, type Principal, ProblemError, type Tenant, unknownReference } from '#host';
import type { BuyerAccounts } from '../accounts.js';
import type {
  Charges,
  CheckoutPage,
  PaymentMethod,
  Plans,
  Subscription,
  Subscriptions,
} from '../contract.js';
import type { Orders } from '../packages/orders.js';
import type { PackageCatalogue } from '../packages/packages.js';

export interface PurchaseNeeds {
  readonly accounts: BuyerAccounts;
  readonly charges: Charges;
  readonly plans: Plans;
  readonly subscriptions: Subscriptions;
  readonly packages: PackageCatalogue;
  readonly orders: Orders;
  readonly siteUrl: string;
}

/** An organisation as a buyer from the operator: each sees and charges nothing but its own. */
export class Purchases {
  constructor(private readonly needs: PurchaseNeeds) {}

  /** Of a tier: what is to be paid of the subscription, or a means of payment for when its trial has ended. */
  async checkout(buyer: Tenant, tier: string) {
    const { charges, subscriptions } = this.needs;
    await this.needs.charges.assertConfigured();
    const { actor, customerId } = await this.at(buyer);
    const subscription = await this.subscribed(buyer, actor, customerId, tier);
    const due = await subscriptions.unpaid(actor, subscription.id);
    const urls = this.urls('checkout');
    const page: CheckoutPage | null = due
      ? await charges.checkout(actor, { invoiceId: due.id, ...urls, save: true })
      : subscription.status === 'trialing'
        ? await charges.setup(actor, { customerId, ...urls })
        : null;
    const mode = due ? 'payment' : page ? 'setup' : 'none';
    return { page, mode, subscription } as const;
  }

  /** Of a package, for a payment form in the buyer's browser. The same key answers the same intent. */
  async packageIntent(buyer: Principal, slug: string, given: string | undefined) {
    const { charges, orders, packages } = this.needs;
    await charges.assertConfigured();
    const wanted = await packages.find(slug);
    if (!wanted) throw unknownReference('package_slug', slug);
    const key = `intent ${given ?? newPublicId()}`;
    const before = await orders.underKey(buyer, key);
    if (before && before.packageId !== wanted.id)
      throw new ProblemError('conflict', 'This idempotency_key was used for another package before');
    const { invoiceId } = await packages.order(buyer, wanted.slug, key);
    const { actor } = await this.at(buyer);
    return charges.intent(actor, { invoiceId, key: `order ${invoiceId}` });
  }

  /** Where a buyer leaves a means of payment; null where one is kept, or no provider is configured. */
  async methodPage(buyer: Tenant): Promise<CheckoutPage | null> {
    const { charges } = this.needs;
    if (!(await charges.isConfigured())) return null;
    const { actor, customerId } = await this.at(buyer);
    if ((await charges.paymentMethods(actor, customerId)).length > 0) return null;
    return charges.setup(actor, { customerId, ...this.urls('checkout') });
  }

  async portal(buyer: Tenant): Promise<{ readonly url: string }> {
    await this.needs.charges.assertConfigured();
    const { actor, customerId } = await this.at(buyer);
    return this.needs.charges.portal(actor, { customerId, returnUrl: `${this.needs.siteUrl}/` });
  }

  async paymentMethods(buyer: Tenant): Promise<readonly PaymentMethod[]> {
    const account = await this.needs.accounts.known(buyer);
    if (!account) return [];
    const actor = await this.needs.accounts.operator('a buyer looks at its means of payment');
    return this.needs.charges.paymentMethods(actor, account.customerId);
  }

  /** The one that waits to be paid, or a new one. */
  private async subscribed(
    buyer: Tenant,
    actor: Principal,
    customerId: number,
    tier: string,
  ): Promise<Subscription> {
    const { plans, subscriptions } = this.needs;
    const plan = (await plans.tiers()).find(({ slug }) => slug === tier);
    if (!plan) throw unknownReference('tier', tier);
    const current = await subscriptions.ofBuyer(buyer);
    if (current?.status === 'past_due' && current.plan.id === plan.id) return current;
    return subscriptions.create(actor, { customerId, plan: plan.slug, incomplete: true });
  }

  /** The operator, and the buyer among its customers. */
  private async at(buyer: Tenant) {
    const actor = await this.needs.accounts.operator('an organisation buys from the operator');
    return { actor, customerId: (await this.needs.accounts.of(buyer)).customerId };
  }

  private urls(what: string) {
    const { siteUrl } = this.needs;
    return { successUrl: `${siteUrl}/?${what}=done`, cancelUrl: `${siteUrl}/?${what}=left` };
  }
}
