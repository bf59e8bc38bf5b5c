import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { Subscription } from '../../../plugins/billing/contract.js';
import { daysBetween } from '../../../plugins/billing/subscriptions/calendar.js';
import { RENEW } from '../../../plugins/billing/subscriptions/calendar-work.js';
import type { WorkersFate } from '../../faults/dying-worker.js';
import { firstKill, killStep } from '../../faults/kill-step.js';
import { lastWords } from '../../faults/last-words.js';
import { databases } from '../../support/databases.js';
import { PayingSite } from '../payments/paying-site.js';
import { SubscriptionSite } from './subscription-site.js';

const CHILD = fileURLToPath(new URL('../../faults/dying-worker.js', import.meta.url));
const STEP = killStep(24);
const RETRY_STEP = killStep(27);

/** What organisations sell, to somebody whose saved card does this. */
async function sold(t: ExecutionContext, database: (typeof databases)[number], card: string) {
  const shop = await SubscriptionSite.open(database);
  // Whatever comes of a charge is asked for: nobody tells.
  const till = await PayingSite.on(shop.site);
  t.teardown(() => till.stop());
  const customerId = await till.customer(card);
  await till.play('behaviour', { mute: true });
  return { shop, till, customerId };
}

/** A process of the site so many days on, that works alone on the subscription's job until it dies. */
async function work(
  shop: SubscriptionSite,
  { id }: Subscription,
  daysOn: number,
  dieAt: number,
): Promise<string> {
  const { actor, site } = shop;
  const { url, dataDir } = site.database;
  const fate: WorkersFate = {
    ...{ url, dataDir, orgId: actor.orgId, daysOn: shop.daysOn + daysOn, dieAt },
    job: { name: RENEW, payload: { subscriptionId: id }, uniqueKey: `subscription ${id}` },
    since: 'billing_(subscriptions|series|invoices)',
  };
  const { jobs } = site.host.background;
  await jobs.stop();
  const said = await lastWords(CHILD, fate);
  await jobs.start();
  return said;
}

for (const database of databases) {
  const { engine } = database;

  test.serial(
    `${engine}: a site killed anywhere between the beginning of a renewal and the end of its charge bills once and charges once`,
    async (t) => {
      const { shop, till, customerId } = await sold(t, database, 'pm_card_visa');
      const made = await shop.subscribe({ customerId });
      await till.quiet();
      let periods = 1;
      let said = '';
      for (let dieAt = firstKill(STEP); said === ''; dieAt += STEP) {
        t.is(till.taken(), periods);
        const days = daysBetween(shop.today, (await shop.read(made)).currentPeriodEnd);
        said = await work(shop, made, days, dieAt);
        const where = `after the death before statement ${dieAt}`;
        t.true(till.taken() <= periods + 1, where);
        await shop.travel(days);
        await till.quiet();
        periods += 1;
        const invoices = await shop.invoicesOf(customerId);
        t.deepEqual(
          invoices.map(({ status, amountPaid }) => [status, amountPaid]),
          Array(periods).fill(['paid', 3_000]),
          where,
        );
        t.deepEqual(await books(shop, made), Array(6).fill(periods), where);
        t.is(till.taken(), periods, where);
      }
      t.regex(said, /^done/);
      t.true(periods > 1, said);
    },
  );

  test.serial(
    `${engine}: a card that is declined is charged once on each day of its retries, on whichever the site dies`,
    async (t) => {
      const { shop, till, customerId } = await sold(t, database, 'pm_card_chargeCustomerFail');
      const tries = () => till.double.rooms.shelf.list('payment_intent').length;
      let said = '';
      for (let dieAt = firstKill(RETRY_STEP); said === ''; ) {
        const made = await shop.subscribe({ customerId });
        await till.quiet();
        let charged = tries();
        for (const [index, days] of [3, 2, 2].entries()) {
          t.like(await shop.read(made), { status: 'past_due' });
          said = await work(shop, made, days, dieAt);
          t.true(tries() <= charged + 1);
          await shop.travel(days);
          await till.quiet();
          charged += 1;
          t.is(tries(), charged, `retry ${index + 1} after the death before statement ${dieAt}`);
          dieAt += RETRY_STEP;
        }
        t.is((await shop.read(made)).status, 'cancelled');
        await shop.travel(10);
        await till.quiet();
        t.is(tries(), charged, 'nothing is charged after the end');
      }
      t.is(till.taken(), 0);
      const statuses = new Set((await shop.invoicesOf(customerId)).map(({ status }) => status));
      t.deepEqual(statuses, new Set(['uncollectible']));
    },
  );
}

/** As many periods, beginnings, invoices, numbers, payments and charges as were counted by each. */
async function books({ site }: SubscriptionSite, { id }: Subscription): Promise<number[]> {
  const [counts] = await site.host.db.raw<Record<string, number>>(
    `select (select count(*) from billing_subscription_periods where subscription_id = ? and settled = ?) as periods,
      (select count(distinct period_start) from billing_subscription_periods where subscription_id = ?) as starts,
      (select count(distinct invoice_id) from billing_subscription_periods where subscription_id = ?) as invoiced,
      (select last from billing_series where kind = 'invoice') as last,
      (select count(*) from billing_payments) as payments,
      (select count(*) from billing_charges where status = 'succeeded' and kind = 'charge') as charges`,
    [id, true, id, id],
  );
  return Object.values(counts ?? {}).map(Number);
}
