import { dayAt, type JobSpec, type Principal } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Day } from '../contract.js';
import type { Cancelling } from './cancelling.js';
import type { Dunning } from './dunning.js';
import type { Notices } from './notices.js';
import type { Renewals } from './renewals.js';
import type { SubscriptionRow } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

export const RENEW = 'billing.renew-subscription';
/** Billed by one job after an outage; the next sweep goes on. */
export const MOST_PERIODS_AT_ONCE = 12;
const PAGE = 200;
/** Where a day begins first: nobody's is later. */
const FIRST_ZONE = 'Pacific/Kiritimati';

interface Due {
  readonly due_on: Day;
  readonly org_id: number;
  readonly id: number;
}

export interface CalendarRooms {
  readonly store: SubscriptionStore;
  readonly renewals: Renewals;
  readonly dunning: Dunning;
  readonly cancelling: Cancelling;
  readonly notices: Notices;
}

/** What subscriptions have by the calendar: periods, ends of trials, charges made again, ends. */
export class CalendarWork {
  constructor(private readonly rooms: CalendarRooms) {}

  /** A job for each whose day has come somewhere. Answers how many. */
  async sweep(signal: AbortSignal): Promise<number> {
    const { host } = this.rooms.store;
    const today = dayAt(host.clock.now(), FIRST_ZONE);
    let found = 0;
    for (let page = await this.due(host, today); page.length > 0; ) {
      signal.throwIfAborted();
      for (const { org_id: orgId, id } of page)
        await host.jobs.enqueue(RENEW, { subscriptionId: id }, { orgId, uniqueKey: `subscription ${id}` });
      found += page.length;
      page = page.length < PAGE ? [] : await this.due(host, today, page.at(-1));
    }
    return found;
  }

  /** Each step is a transaction of its own that looks again: one that was done by somebody else is not there any more. */
  get job(): JobSpec<{ subscriptionId: number }> {
    return {
      name: RENEW,
      run: async ({ subscriptionId }, job) => {
        for (let step = 0; step < MOST_PERIODS_AT_ONCE; step += 1) {
          job.signal.throwIfAborted();
          if (!(await this.step(job.actor, subscriptionId))) return;
        }
      },
    };
  }

  /** The first thing that its day has come for; false where there is none. */
  private step(actor: Principal, id: number): Promise<boolean> {
    const { store, renewals, dunning, cancelling, notices } = this.rooms;
    return store.host.db.transaction(async () => {
      const row = await store.lockedWithOwed(actor, id);
      const today = await store.today(actor);
      if (row.dueOn > today) return false;
      const hasEnded = row.currentPeriodEnd <= today;
      if (row.status === 'incomplete' || (hasEnded && row.cancelAtPeriodEnd))
        await cancelling.end(actor, row);
      else if (row.collectOn !== null && row.collectOn <= today) await dunning.step(actor, row, today);
      else if (hasEnded) await this.renew(actor, row, renewals);
      else await notices.trialEnding(actor, await store.change(actor, row, { remindOn: null }));
      return true;
    });
  }

  private async renew(actor: Principal, row: SubscriptionRow, renewals: Renewals): Promise<void> {
    const after = await renewals.next(actor, row);
    const { currentPeriodStart, currentPeriodEnd, status } = after;
    const changes = { period: [currentPeriodStart, currentPeriodEnd], status: [row.status, status] };
    await this.rooms.store.announce(actor, 'renewed', after, changes);
  }

  private due(host: BillingHost, today: Day, after?: Due): Promise<Due[]> {
    const from = after ? 'and (due_on, org_id, id) > (?, ?, ?)' : '';
    const sql = `select due_on, org_id, id from billing_subscriptions where due_on <= ? ${from}
      order by due_on, org_id, id limit ${PAGE}`;
    return host.db.raw<Due>(sql, after ? [today, after.due_on, after.org_id, after.id] : [today]);
  }
}
