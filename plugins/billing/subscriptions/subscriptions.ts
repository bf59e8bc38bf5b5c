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
import type { WantedPlans } from './wanted-plans.js';

export class SubscriptionRecords implements Subscriptions {
  constructor(
    private readonly reader: SubscriptionReader,
    private readonly rooms: {
      readonly subscribing: Subscribing;
      readonly changing: Changing;
      readonly cancelling: Cancelling;
      readonly wanted: WantedPlans;
    },
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
    return this.rooms.subscribing.create(actor, values);
  }

  unpaid(tenant: Tenant, id: number): Promise<Invoice | undefined> {
    return this.reader.unpaid(tenant, id);
  }

  preview(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.rooms.changing.preview(actor, id, change);
  }

  changePlan(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.rooms.wanted.changeNow(actor, id, change);
  }

  wantPlan(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.rooms.wanted.want(actor, id, change);
  }

  cancel(actor: Principal, id: number, when: 'now' | 'period_end'): Promise<Subscription> {
    return this.rooms.cancelling.cancel(actor, id, when);
  }

  keep(actor: Principal, id: number): Promise<Subscription> {
    return this.rooms.cancelling.keep(actor, id);
  }
}
