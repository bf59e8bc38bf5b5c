import type { Page, Principal, Tenant } from '#host';
import type {
  Invoice,
  NewSubscription,
  PlanChange,
  PlanChanged,
  Subscription,
  SubscriptionFilter,
  Subscriptions,
} from '../contract.js';
import type { Cancelling } from './cancelling.js';
import type { Changing } from './changing.js';
import type { Subscribing } from './subscribing.js';
import type { SubscriptionReader } from './subscription-reader.js';

export class SubscriptionRecords implements Subscriptions {
  constructor(
    private readonly reader: SubscriptionReader,
    private readonly subscribing: Subscribing,
    private readonly changing: Changing,
    private readonly cancelling: Cancelling,
  ) {}

  list(tenant: Tenant, filter: SubscriptionFilter): Promise<Page<Subscription>> {
    return this.reader.list(tenant, filter);
  }

  get(tenant: Tenant, id: number): Promise<Subscription> {
    return this.reader.get(tenant, id);
  }

  named(tenant: Tenant, publicId: string): Promise<Subscription> {
    return this.reader.named(tenant, publicId);
  }

  ofBuyer(buyer: Tenant): Promise<Subscription | undefined> {
    return this.reader.ofBuyer(buyer);
  }

  create(actor: Principal, values: NewSubscription): Promise<Subscription> {
    return this.subscribing.create(actor, values);
  }

  unpaid(tenant: Tenant, id: number): Promise<Invoice | undefined> {
    return this.reader.unpaid(tenant, id);
  }

  preview(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.changing.preview(actor, id, change);
  }

  changePlan(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.changing.change(actor, id, change);
  }

  cancel(actor: Principal, id: number, when: 'now' | 'period_end'): Promise<Subscription> {
    return this.cancelling.cancel(actor, id, when);
  }

  keep(actor: Principal, id: number): Promise<Subscription> {
    return this.cancelling.keep(actor, id);
  }
}
