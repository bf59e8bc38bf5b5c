import type { Database, Principal } from '#host';
import type { PlanChange, PlanChanged, Proration, Subscription, Subscriptions } from '../contract.js';

export interface SubscriptionChange extends PlanChange {
  readonly cancelAtPeriodEnd?: boolean;
}

/** What programs ask for in one call, in one transaction. */
export class SubscriptionDesk {
  constructor(
    private readonly db: Database,
    private readonly subscriptions: Subscriptions,
  ) {}

  change(actor: Principal, id: number, change: SubscriptionChange, dryRun: boolean): Promise<PlanChanged> {
    const made = () => this.made(actor, id, change);
    return dryRun ? this.db.rehearse(made) : this.db.transaction(made);
  }

  private async made(actor: Principal, id: number, change: SubscriptionChange): Promise<PlanChanged> {
    const { cancelAtPeriodEnd: isToEnd, ...plan } = change;
    const changed =
      isToEnd === undefined || asksForMore(plan)
        ? await this.subscriptions.changePlan(actor, id, plan)
        : undefined;
    if (isToEnd === undefined && changed) return changed;
    const turned = isToEnd
      ? await this.subscriptions.cancel(actor, id, 'period_end')
      : await this.subscriptions.keep(actor, id);
    return { proration: changed?.proration ?? nothing(turned), subscription: turned };
  }
}

/** Also one that misses a payment may end with its period: only its plan stays. */
function asksForMore({ plan, quantity, expectedTotal }: PlanChange): boolean {
  return plan !== undefined || quantity !== undefined || expectedTotal !== undefined;
}

function nothing({ plan }: Subscription): Proration {
  return { from: plan, to: plan, lines: [], total: 0, currency: plan.currency };
}
