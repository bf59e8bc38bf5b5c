import { type Principal, ProblemError, type Tenant, unknownReference } from '#host';
import type { BuyerAccounts } from '../accounts.js';
import type {
  CheckoutPage,
  Limits,
  Plan,
  PlanChanged,
  Plans,
  Proration,
  Subscription,
  Subscriptions,
  Usage,
  Violation,
} from '../contract.js';
import type { Purchases } from '../payments/purchases.js';

export interface BuyerDeskRooms {
  readonly accounts: BuyerAccounts;
  readonly plans: Plans;
  readonly subscriptions: Subscriptions;
  readonly usage: Usage;
  readonly purchases: Pick<Purchases, 'checkout' | 'methodPage'>;
}

export interface TierChange {
  readonly subscription: Subscription;
  readonly proration: Proration | null;
  readonly page: CheckoutPage | null;
}

export interface Fitting {
  readonly tier: Plan;
  readonly violations: readonly Violation[];
  /** What the change would come to; null where nothing is changed by days. */
  readonly proration: Proration | null;
}

/** An organisation's own subscription to the operator, as its programs see it. */
export class BuyerDesk {
  constructor(private readonly rooms: BuyerDeskRooms) {}

  async subscription(buyer: Tenant): Promise<Subscription> {
    const found = await this.rooms.subscriptions.ofBuyer(buyer);
    if (!found) throw new ProblemError('not_found', 'The organisation has no subscription');
    return found;
  }

  /** What it uses, and what its plan allows; without one, no limits. */
  async standing(buyer: Tenant): Promise<{
    readonly subscription: Subscription | undefined;
    readonly used: Readonly<Record<string, number>>;
    readonly limits: Limits;
  }> {
    const subscription = await this.rooms.subscriptions.ofBuyer(buyer);
    const used = await this.rooms.usage.of(buyer);
    return { subscription, used, limits: subscription?.plan.limits ?? {} };
  }

  async fits(buyer: Tenant, tier: string): Promise<Fitting> {
    const { usage, subscriptions } = this.rooms;
    const plan = await this.tier(tier);
    const violations = await usage.violations(buyer, plan.limits);
    const current = await subscriptions.ofBuyer(buyer);
    if (violations.length > 0 || !isRunning(current)) return { tier: plan, violations, proration: null };
    const operator = await this.rooms.accounts.operator('a buyer asks what a change would cost');
    const { proration } = await subscriptions.preview(operator, current.id, { plan: plan.slug });
    return { tier: plan, violations, proration };
  }

  /** Outside of transactions: it may ask the payment provider for a page. */
  async change(buyer: Principal, tier: string): Promise<TierChange> {
    const { subscriptions, accounts, purchases } = this.rooms;
    const plan = await this.tier(tier);
    const current = await subscriptions.ofBuyer(buyer);
    if (current && current.status !== 'incomplete') {
      const operator = await accounts.operator(`${buyer.name} changes its plan`);
      return this.turn(buyer, operator, current.id, plan);
    }
    if (plan.price > 0) return { ...(await purchases.checkout(buyer, plan.slug)), proration: null };
    const operator = await accounts.operator(`${buyer.name} subscribes to ${plan.slug}`);
    const { customerId } = await accounts.of(buyer);
    const subscription = await subscriptions.create(operator, {
      customerId,
      plan: plan.slug,
      incomplete: true,
    });
    return { subscription, proration: null, page: null };
  }

  /**
   * What costs something is changed once there is a means of payment: nobody gets a dearer tier on trust, nor credit for
   * what was never paid.
   */
  private async turn(buyer: Tenant, operator: Principal, id: number, plan: Plan): Promise<TierChange> {
    const { subscriptions, purchases } = this.rooms;
    const change = { plan: plan.slug, onlyPaid: true };
    const { proration } = await subscriptions.preview(operator, id, change);
    const page = proration.total > 0 ? await purchases.methodPage(buyer) : null;
    const done: PlanChanged = page
      ? await subscriptions.wantPlan(operator, id, change)
      : await subscriptions.changePlan(operator, id, change);
    return { ...done, page };
  }

  /** One of those that everybody sees. */
  private async tier(name: string): Promise<Plan> {
    const found = (await this.rooms.plans.tiers()).find(
      ({ slug, publicId }) => slug === name || publicId === name,
    );
    if (!found) throw unknownReference('tier', name);
    return found;
  }
}

function isRunning(subscription: Subscription | undefined): subscription is Subscription {
  return subscription?.status === 'active' || subscription?.status === 'trialing';
}
