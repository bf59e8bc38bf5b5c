import { assertDays, contradiction, dayAfter, newPublicId, type Principal, ProblemError } from '#host';
import type { BuyerAccounts } from '../accounts.js';
import { type Day, LARGEST_AMOUNT, type NewSubscription, type Plan, type Subscription } from '../contract.js';
import type { CustomerRecords } from '../customers.js';
import type { BillingPeriods } from './billing-periods.js';
import { periodEnd } from './calendar.js';
import type { Cancelling } from './cancelling.js';
import { assertOffered } from './plan-row.js';
import { openTermLine, priceOf } from './proration.js';
import type { Renewals } from './renewals.js';
import type { SubscriptionReader } from './subscription-reader.js';
import type { StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';
import type { UsageOfCustomers } from './usage-of-customers.js';

const MOST_DAYS_BACK = 366;
const MOST_DAYS_AHEAD = 1830;
/** The end of a trial is told of so many days before; a shorter one ends without. */
const REMINDER_DAYS = 3;

type Terms = Pick<StoredSubscription, 'planId' | 'quantity' | 'startDate' | 'anchor' | 'trialEnd'>;

export interface SubscribingRooms {
  readonly store: SubscriptionStore;
  readonly reader: SubscriptionReader;
  readonly customers: CustomerRecords;
  readonly accounts: BuyerAccounts;
  readonly periods: BillingPeriods;
  readonly renewals: Renewals;
  readonly cancelling: Cancelling;
  readonly usage: UsageOfCustomers;
}

export class Subscribing {
  constructor(private readonly rooms: SubscribingRooms) {}

  create(actor: Principal, values: NewSubscription): Promise<Subscription> {
    const { store, customers, usage } = this.rooms;
    assertDays({ startDate: values.startDate });
    return store.host.db.transaction(async () => {
      const plan = await store.plans.hold(actor, values.plan, 'plan');
      // Held, so that two at once see each other.
      const { id: customerId } = await customers.hold(actor, values.customerId, 'customerId');
      assertOffered(plan);
      await usage.assertFits(actor, customerId, plan);
      const waiting = values.incomplete && (await this.waiting(actor, customerId, plan, values));
      if (waiting) return waiting;
      await this.assertFirstOfBuyer(actor, customerId);
      const today = await store.today(actor);
      const row = await this.begin(
        actor,
        customerId,
        plan,
        await this.terms(actor, values, plan, today),
        values,
        today,
      );
      return store.announce(actor, 'created', row, { ...(await store.whole(actor, row)) });
    });
  }

  private async begin(
    actor: Principal,
    customerId: number,
    plan: Plan,
    terms: Terms,
    { incomplete }: NewSubscription,
    today: Day,
  ): Promise<StoredSubscription> {
    const { store, renewals, periods } = this.rooms;
    const now = store.host.clock.now();
    const dates = { publicId: newPublicId(now), createdAt: now, updatedAt: now };
    const row = { ...NEW, ...terms, ...dates, customerId };
    const { anchor, startDate } = terms;
    if (anchor > today) {
      const start = startDate < today ? startDate : today;
      const period = { status: 'trialing', currentPeriodStart: start, currentPeriodEnd: anchor } as const;
      return store.insert(actor, { ...row, ...period, remindOn: reminder(terms, today) });
    }
    if (incomplete && priceOf({ plan, quantity: terms.quantity }) > 0) {
      const end = periodEnd(today, today, plan.interval);
      const period = { anchor: today, startDate: today, currentPeriodStart: today, currentPeriodEnd: end };
      const made = await store.insert(actor, { ...row, ...period, status: 'incomplete' });
      const { currency } = plan;
      const style = await store.lineStyle(actor, customerId, currency);
      const lines = [openTermLine(plan, terms.quantity, style)];
      await periods.bill(actor, made, { start: today, end, lines, style, currency, draft: true });
      return made;
    }
    const period = { status: 'active', currentPeriodStart: anchor, currentPeriodEnd: anchor } as const;
    // What lies further back is caught up with by the clock.
    return renewals.next(actor, await store.insert(actor, { ...row, ...period }));
  }

  private async terms(actor: Principal, values: NewSubscription, plan: Plan, today: Day): Promise<Terms> {
    const { quantity = 1, startDate = today } = values;
    assertAffordable(plan, quantity);
    assertNear(startDate, today);
    const trialDays = values.trialDays ?? (await this.usualTrial(actor, values.customerId, plan));
    const anchor = dayAfter(startDate, trialDays);
    return {
      planId: plan.id,
      quantity,
      startDate,
      anchor,
      trialEnd: anchor > startDate || anchor > today ? anchor : null,
    };
  }

  private async usualTrial(actor: Principal, customerId: number, plan: Plan): Promise<number> {
    if (plan.trialDays === 0) return 0;
    const tried = this.rooms.store.rows(actor).where({ customerId }).whereNotNull('trialEnd');
    return (await tried.limit(1).first()) ? 0 : plan.trialDays;
  }

  /** The one that waits for its first payment already. Another plan's ends. */
  private async waiting(
    actor: Principal,
    customerId: number,
    plan: Plan,
    { quantity = 1 }: NewSubscription,
  ): Promise<Subscription | undefined> {
    const { store, cancelling } = this.rooms;
    // Only those are locked: the others may be held by who waits for the customer.
    for (const { id } of await store.rows(actor).where({ customerId, status: 'incomplete' }).all()) {
      const row = await store.lockedWithOwed(actor, id);
      if (row.status !== 'incomplete') continue;
      if (row.planId === plan.id && row.quantity === quantity) return store.whole(actor, row);
      await cancelling.end(actor, row);
    }
    return undefined;
  }

  /** An organisation that buys from the operator has one subscription: its plan has its limits. */
  private async assertFirstOfBuyer(actor: Principal, customerId: number): Promise<void> {
    const { accounts, reader } = this.rooms;
    const operator = await accounts.operator('an organisation has one subscription');
    if (actor.orgId !== operator.orgId || !(await accounts.ofCustomer(customerId))) return;
    const live = await reader.liveOf(actor, customerId);
    if (!live) return;
    const message = `The organisation has subscription ${live.publicId} already: change its plan`;
    throw new ProblemError('conflict', message, { data: { status: live.status } });
  }
}

const NEW = {
  cancelAtPeriodEnd: false,
  cancelledAt: null,
  credit: 0,
  pastDueSince: null,
  retries: 0,
  collectOn: null,
  remindOn: null,
} as const;

export function assertAffordable(plan: Plan, quantity: number): void {
  if (BigInt(plan.price) * BigInt(quantity) <= BigInt(LARGEST_AMOUNT)) return;
  throw contradiction('quantity', `quantity: ${quantity} times ${plan.price} is more than ${LARGEST_AMOUNT}`);
}

function assertNear(startDate: Day, today: Day): void {
  const [first, last] = [dayAfter(today, -MOST_DAYS_BACK), dayAfter(today, MOST_DAYS_AHEAD)];
  if (startDate >= first && startDate <= last) return;
  throw contradiction('startDate', `startDate: ${startDate} is not between ${first} and ${last}`);
}

function reminder({ startDate, anchor }: Terms, today: Day): Day | null {
  const day = dayAfter(anchor, -REMINDER_DAYS);
  return anchor > startDate && day > today ? day : null;
}
