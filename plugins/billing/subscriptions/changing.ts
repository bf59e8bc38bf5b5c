import { contradiction, type Principal, ProblemError } from '#host';
import type { Day, Plan, PlanChange, PlanChanged, Proration } from '../contract.js';
import type { BillingPeriods } from './billing-periods.js';
import { periodEnd } from './calendar.js';
import type { PaidDays } from './paid-days.js';
import { assertOffered } from './plan-row.js';
import { prorated, type Term } from './proration.js';
import type { Renewals } from './renewals.js';
import { type Statement, statement } from './statement.js';
import { assertAffordable } from './subscribing.js';
import type { PeriodRow, StoredSubscription, SubscriptionRow } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';
import type { UsageOfCustomers } from './usage-of-customers.js';

interface Changed {
  readonly before: StoredSubscription;
  readonly row: StoredSubscription;
  readonly proration: Proration;
}

export interface ChangingRooms {
  readonly store: SubscriptionStore;
  readonly periods: BillingPeriods;
  readonly renewals: Renewals;
  readonly paid: PaidDays;
  readonly usage: UsageOfCustomers;
}

/** Another plan or quantity, from today on. */
export class Changing {
  constructor(private readonly rooms: ChangingRooms) {}

  /** The change itself, undone. */
  preview(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    return this.rooms.store.host.db.rehearse(() => this.change(actor, id, change));
  }

  change(actor: Principal, id: number, change: PlanChange): Promise<PlanChanged> {
    const { store } = this.rooms;
    return store.host.db.transaction(async () => {
      const { before, row, proration } = await this.changed(actor, id, change);
      const { from, to, total } = proration;
      if (change.expectedTotal !== undefined && change.expectedTotal !== total) throw otherTotal(total);
      const subscription = await store.whole(actor, row);
      if (from.id === to.id && row.quantity === before.quantity) return { subscription, proration };
      const quantity = [before.quantity, row.quantity];
      const changes = { plan: [from.slug, to.slug], quantity, total, credit: [before.credit, row.credit] };
      return { subscription: await store.announce(actor, 'changed', row, changes), proration };
    });
  }

  private async changed(actor: Principal, id: number, change: PlanChange): Promise<Changed> {
    const { store, renewals } = this.rooms;
    const found = await store.locked(actor, id);
    assertChangeable(found);
    const owed = await store.owedBy(actor, found.customerId);
    if (change.onlyPaid || found.status === 'past_due')
      await this.assertPaid(
        actor,
        found,
        owed.filter(({ subscriptionId }) => subscriptionId === id),
      );
    const today = await store.today(actor);
    if (found.cancelAtPeriodEnd && found.currentPeriodEnd <= today) throw notChangeable(found, 'has ended');
    // Before the customer, whom bills hold: as who subscribes.
    const wanted = change.plan === undefined ? undefined : await store.plans.hold(actor, change.plan, 'plan');
    // A period that has ended is billed as it was.
    const row = await renewals.until(actor, found, today, Number.POSITIVE_INFINITY);
    const { plan: from } = await store.whole(actor, row);
    const to = wanted ?? from;
    const { quantity = row.quantity } = change;
    await this.assertPossible(actor, row, from, to, quantity);
    const turned = await this.turn(actor, row, { from, to, quantity, today });
    if (change.onlyPaid && turned.proration.total > 0) await this.assertPaid(actor, found, owed);
    return { before: row, ...turned };
  }

  /** Nothing that was never paid is given back, and nobody who owes has something dearer on trust again. */
  private async assertPaid(
    actor: Principal,
    row: SubscriptionRow,
    owed: readonly PeriodRow[],
  ): Promise<void> {
    const invoices = await this.rooms.store.invoiceNames(actor, owed);
    if (invoices.length === 0) return;
    throw notChangeable(row, `waits for a payment: pay ${invoices.join(', ')} first`, invoices);
  }

  private async assertPossible(
    actor: Principal,
    row: SubscriptionRow,
    from: Plan,
    to: Plan,
    quantity: number,
  ) {
    if (to.id !== from.id) assertOffered(to);
    if (to.currency !== from.currency) {
      const message = `plan: ${to.slug} is in ${to.currency}, and the subscription is billed in ${from.currency}`;
      throw contradiction('plan', message);
    }
    assertAffordable(to, quantity);
    if (to.id !== from.id) await this.rooms.usage.assertFits(actor, row.customerId, to);
  }

  private async turn(
    actor: Principal,
    row: SubscriptionRow,
    { from, to, quantity, today }: { from: Plan; to: Plan; quantity: number; today: Day },
  ): Promise<Omit<Changed, 'before'>> {
    const { store, periods, paid } = this.rooms;
    const style = await store.lineStyle(actor, row.customerId, to.currency);
    const next = { planId: to.id, quantity };
    // Nothing is billed yet.
    if (row.status === 'trialing' || (to.id === from.id && quantity === row.quantity)) {
      const proration = shown(from, to, statement([], row.credit, style));
      return { row: await store.change(actor, row, next), proration };
    }
    const before = {
      plan: from,
      quantity: row.quantity,
      start: row.currentPeriodStart,
      end: row.currentPeriodEnd,
    };
    const after = following(before, to, quantity, today);
    const back = await paid.left(actor, row, today);
    await paid.giveBack(actor, row, today, back);
    const lines = prorated(before, back, after, today, style);
    const billing = {
      start: after.start,
      end: after.end,
      from: today,
      lines,
      style,
      currency: to.currency,
      back,
    };
    const billed = await periods.bill(actor, { ...row, ...next }, billing);
    const anchor = to.interval === from.interval ? row.anchor : today;
    const period = { anchor, currentPeriodStart: after.start, currentPeriodEnd: after.end };
    const changed = await store.change(actor, row, { ...next, ...billed, ...period });
    return { row: changed, proration: shown(from, to, statement(lines, row.credit, style)) };
  }
}

/** The same period; with another interval, a new one that begins today. */
function following(before: Term, plan: Plan, quantity: number, today: Day): Term {
  if (plan.interval === before.plan.interval) return { ...before, plan, quantity };
  return { plan, quantity, start: today, end: periodEnd(today, today, plan.interval) };
}

function shown(from: Plan, to: Plan, { lines, total }: Statement): Proration {
  return { from, to, lines, total, currency: to.currency };
}

function assertChangeable(row: SubscriptionRow): void {
  if (row.status === 'cancelled') throw notChangeable(row, 'has ended');
  if (row.status === 'incomplete') throw notChangeable(row, 'waits for its first payment');
}

function notChangeable(
  { publicId, status }: SubscriptionRow,
  why: string,
  invoices?: readonly string[],
): ProblemError {
  const data = { status, ...(invoices && { invoices }) };
  return new ProblemError('conflict', `Subscription ${publicId} ${why}`, { data });
}

function otherTotal(total: number): ProblemError {
  const message = `expectedTotal: the change would come to ${total} now`;
  return new ProblemError('conflict', message, { field: 'expectedTotal', data: { total } });
}
