import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import type { NewSubscription, PlanValues, Subscription } from '../../../plugins/billing/contract.js';
import { dayAfter, dayAt } from '../../../src/days.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { type Answer, type Site, startSite } from '../../support/site.js';
import { BillingDoor } from '../billing-sites.js';

const DAY_MS = 86_400_000;
const JOBS = '/wp-json/koapress/v1/jobs';
const CRON = '/wp-json/koapress/v1/cron/billing.renew-subscriptions';
const BEGUN = new Set(['waiting', 'running']);
const WAIT_MS = 60_000;

let plans = 0;

/** A site whose calendar a test turns on, with what it sells by subscription. */
export class SubscriptionSite {
  daysOn = 0;
  private opened: BillingDoor | undefined;

  static async open(database: TestDatabase): Promise<SubscriptionSite> {
    const made = new SubscriptionSite();
    const clock = { now: () => new Date(Date.now() + made.daysOn * DAY_MS) };
    made.opened = await BillingDoor.open(await startSite(database, { clock }));
    return made;
  }

  get door(): BillingDoor {
    if (!this.opened) throw new Error('the site is not open');
    return this.opened;
  }

  get site(): Site {
    return this.door.site;
  }

  get billing() {
    return this.door.billing;
  }

  get actor() {
    return this.door.actor;
  }

  get today(): string {
    return dayAt(new Date(Date.now() + this.daysOn * DAY_MS), 'UTC');
  }

  after(days: number): string {
    return dayAfter(this.today, days);
  }

  plan(values: Partial<PlanValues> = {}) {
    plans += 1;
    const given = { slug: `plan-${plans}`, name: `Plan ${plans}`, price: 3_000, currency: 'EUR' };
    return this.billing.plans.create(this.actor, { ...given, ...values });
  }

  async subscribe(values: Partial<NewSubscription> = {}): Promise<Subscription> {
    const customerId = values.customerId ?? (await this.door.customer()).id;
    const plan = values.plan ?? (await this.plan()).slug;
    return this.billing.subscriptions.create(this.actor, { ...values, customerId, plan });
  }

  read({ id }: { readonly id: number }): Promise<Subscription> {
    return this.billing.subscriptions.get(this.actor, id);
  }

  /** What a customer was billed, the first invoice first. */
  async invoicesOf(customerId: number) {
    const filter = { customerId, page: 1, perPage: 100, direction: 'asc' } as const;
    return (await this.billing.invoices.list(this.actor, filter)).items;
  }

  /** Goes to a later day, and lets the clock do its work there. */
  async travel(days: number): Promise<void> {
    this.daysOn += days;
    await this.work();
  }

  /** Lets the clock do its work, and waits until all of it is done. */
  async work(): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    const run = await this.started(deadline);
    while (BEGUN.has((await this.seen(`${CRON}/runs/${run}`)).status)) await pause(deadline);
    while (await this.busy()) await pause(deadline);
  }

  /** The run's id. One that runs already is waited for. */
  private async started(deadline: number): Promise<number> {
    for (;;) {
      const { status, body } = await this.site.request(`${CRON}/run`, {
        method: 'POST',
        auth: this.site.admin,
      });
      if (status < 300) return body.id;
      if (status !== 409) throw new Error(`${CRON} answered ${status} ${JSON.stringify(body)}`);
      await pause(deadline);
    }
  }

  /** One after the other: what waits no more runs by then, or has ended. */
  private async busy(): Promise<boolean> {
    for (const status of ['waiting', 'ready', 'running']) {
      const path = `${JOBS}?status=${status}&name=billing.renew-subscription&per_page=1`;
      if ((await this.seen(path)).length > 0) return true;
    }
    return false;
  }

  private async seen(path: string): Promise<Answer['body']> {
    return (await this.site.request(path, { auth: this.site.admin })).body;
  }
}

async function pause(deadline: number): Promise<void> {
  if (Date.now() > deadline) throw new Error('the work does not end');
  await sleep(30);
}

type Body = (t: ExecutionContext, site: SubscriptionSite) => Promise<void>;

/** One site per database for all tests of a file, one after the other: they share a calendar. */
export function onSubscriptionSites(): (title: string, body: Body) => void {
  const sites = new Map<TestDatabase, SubscriptionSite>();
  test.before(async () => {
    for (const database of databases) sites.set(database, await SubscriptionSite.open(database));
  });
  test.after.always(async () => {
    for (const { site } of sites.values()) await site.stop();
  });
  return (title, body) => {
    for (const database of databases)
      test.serial(`${database.engine}: ${title}`, (t) => body(t, sites.get(database) as SubscriptionSite));
  };
}
