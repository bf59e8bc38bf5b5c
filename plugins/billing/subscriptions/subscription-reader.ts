import { notFound, Page, type Principal, stillUsed, type Tenant } from '#host';
import type { BuyerAccounts } from '../accounts.js';
import type { CustomerDeleting, Invoice, Invoices, Subscription, SubscriptionFilter } from '../contract.js';
import { type SubscriptionRow, subscriptionOf } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

export class SubscriptionReader {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly accounts: BuyerAccounts,
    private readonly invoices: Invoices,
  ) {}

  /** Newest first. A page costs the same two statements however many are on it. */
  async list(tenant: Tenant, filter: SubscriptionFilter): Promise<Page<Subscription>> {
    const { customerId, status, page, perPage, direction = 'desc', total = true } = filter;
    const request = {
      sort: ['createdAt', direction],
      window: { kind: 'page', page, perPage },
      total,
    } as const;
    const found = await this.store.rows(tenant).where({ customerId, status }).page(request);
    const plans = await this.store.plans.getMany(
      tenant,
      found.items.map(({ planId }) => planId),
    );
    const whole = found.items.flatMap((row) => {
      const plan = plans.get(row.planId);
      return plan ? [subscriptionOf(row, plan)] : [];
    });
    return new Page(whole, found.window, found.total, found.next);
  }

  async get(tenant: Tenant, id: number): Promise<Subscription> {
    return this.whole(tenant, await this.store.rows(tenant).where({ id }).first(), id);
  }

  async named(tenant: Tenant, publicId: string): Promise<Subscription> {
    return this.whole(tenant, await this.store.rows(tenant).where({ publicId }).first(), publicId);
  }

  async ofBuyer(buyer: Tenant): Promise<Subscription | undefined> {
    const operator = await this.accounts.operator('buyers see their subscription');
    const account = await this.accounts.known(buyer);
    const row = account && (await this.liveOf(operator, account.customerId));
    return row && this.store.whole(operator, row);
  }

  /** The customer's newest that is not cancelled. One that gives rights comes before one that waits. */
  async liveOf(seller: Principal, customerId: number): Promise<SubscriptionRow | undefined> {
    const rows = await this.store
      .rows(seller)
      .where({ customerId })
      .whereIn('status', ['incomplete', 'trialing', 'active', 'past_due'])
      .orderBy('createdAt', 'desc')
      .all();
    return rows.find(({ status }) => status !== 'incomplete') ?? rows[0];
  }

  /** A buyer's subscription as it is now, kept so until the transaction ends. */
  async hold(id: number): Promise<Subscription> {
    const operator = await this.accounts.operator('limits are exact');
    return this.store.whole(operator, await this.store.locked(operator, id));
  }

  /** Whoever has subscribed stays. The customer's row is held: nothing is subscribed to meanwhile. */
  async keepCustomer({ actor, customer }: CustomerDeleting): Promise<void> {
    const subscriptions = await this.store.rows(actor).where({ customerId: customer.id }).count();
    if (subscriptions > 0) throw stillUsed('The customer', { subscriptions });
  }

  async unpaid(tenant: Tenant, id: number): Promise<Invoice | undefined> {
    const [oldest] = await this.store.unsettled(tenant, id);
    return oldest?.invoiceId ? this.invoices.get(tenant, oldest.invoiceId) : undefined;
  }

  private whole(
    tenant: Tenant,
    row: SubscriptionRow | undefined,
    id: number | string,
  ): Promise<Subscription> {
    if (!row) throw notFound('subscription', id);
    return this.store.whole(tenant, row);
  }
}
