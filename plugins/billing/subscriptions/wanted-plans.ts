import { type JobSpec, type Principal, ProblemError, type Rows, type Tenant, tenantTable } from '#host';
import type { PaymentMethodSaved, PlanChange, PlanChanged } from '../contract.js';
import type { Changing } from './changing.js';
import type { SubscriptionStore } from './subscription-store.js';

interface WantedPlanRow {
  readonly id: number;
  readonly orgId: number;
  readonly subscriptionId: number;
  readonly customerId: number;
  readonly planId: number;
  readonly until: Date;
}

const WANTED = tenantTable<WantedPlanRow>('billing_wanted_plans', { instants: ['until'], keepTotals: false });

/** The provider's page is good for a day, and what it tells may come late. */
const WAITS_MS = 2 * 24 * 3600_000;
const CHANGE = 'billing.change-to-wanted-plan';

/** Changes of plan that wait until their customer has left a means of payment; then they are made. */
export class WantedPlans {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly changing: Changing,
  ) {}

  /** Answers the change as it would be now. The one that was wanted last counts. */
  want(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    const { host } = this.store;
    return host.db.transaction(async () => {
      const seen = await this.changing.preview(actor, id, change);
      const row = await this.store.locked(actor, id);
      const until = new Date(host.clock.now().getTime() + WAITS_MS);
      await this.rows(actor).where({ subscriptionId: id }).delete();
      const { id: planId, slug } = seen.proration.to;
      await this.rows(actor).insert({ subscriptionId: id, customerId: row.customerId, planId, until });
      const entry = { entityType: 'subscription', entityId: row.publicId, changes: { plan: slug } };
      await host.audit.record(actor, { action: 'subscription.plan-wanted', ...entry });
      return { ...seen, subscription: await this.store.whole(actor, row) };
    });
  }

  /** Now: what was wanted before is not wanted any more. */
  changeNow(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.store.host.db.transaction(async () => {
      await this.rows(actor).where({ subscriptionId: id }).delete();
      return this.changing.change(actor, id, change);
    });
  }

  /** In the transaction of the saving. */
  async follow({ actor, customerId }: PaymentMethodSaved): Promise<void> {
    for (const { id } of await this.rows(actor).where({ customerId }).all())
      await this.store.host.jobs.enqueue(CHANGE, { id }, { orgId: actor.orgId, uniqueKey: `wanted ${id}` });
  }

  get job(): JobSpec<{ readonly id: number }> {
    return {
      name: CHANGE,
      run: async ({ id }, job) => {
        try {
          await job.complete(() => this.change(job.actor, id));
        } catch (error) {
          // What is used exceeds it by now, or something is owed, or the subscription has ended: it stays as it is.
          if (!(error instanceof ProblemError)) throw error;
          await job.complete(() => this.forget(job.actor, id));
        }
      },
    };
  }

  private async change(actor: Principal, id: number): Promise<void> {
    const wanted = await this.rows(actor).where({ id }).first();
    if (!wanted) return;
    await this.forget(actor, id);
    if (wanted.until < this.store.host.clock.now()) return;
    const plan = (await this.store.plans.getMany(actor, [wanted.planId])).get(wanted.planId);
    const change = plan && { plan: plan.slug, onlyPaid: true };
    if (change) await this.changing.change(actor, wanted.subscriptionId, change);
  }

  private async forget(actor: Principal, id: number): Promise<void> {
    await this.rows(actor).where({ id }).delete();
  }

  private rows(tenant: Tenant): Rows<WantedPlanRow> {
    return this.store.host.db.of(WANTED, tenant);
  }
}
