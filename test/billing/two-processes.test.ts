import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { Billing } from '../../plugins/billing/contract.js';
import type { BillingServices } from '../../plugins/billing/services.js';
import { dayAfter, dayAt } from '../../src/days.js';
import { databases, type OpenedDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { TestSmtp } from '../support/smtp.js';
import { BillingDoor } from './billing-sites.js';

const SUBSCRIPTIONS = 10;
const INVOICES = 8;
const SPENDERS = 60;

// SQLite serves one process alone.
for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  const doors: BillingDoor[] = [];
  let place: OpenedDatabase;
  let smtp: TestSmtp;

  test.before(async () => {
    place = await database.open();
    smtp = await TestSmtp.start();
    for (let node = 0; node < 2; node += 1)
      doors.push(await BillingDoor.open(await startSite(database, { place, smtpUrl: smtp.url })));
  });
  test.after.always(async () => {
    for (const { site } of doors) await site.stop();
    await smtp?.stop();
    await place?.drop();
  });

  const both = <T>(work: (door: BillingDoor, node: number) => Promise<T>) => Promise.all(doors.map(work));
  const one = () => doors[0] as BillingDoor;
  const today = () => dayAt(new Date(), 'UTC');

  test.serial('mysql: two processes that renew at once bill each period once', async (t) => {
    const { billing, actor, site } = one();
    const plan = await billing.plans.create(actor, { slug: 'p', name: 'P', price: 3_000, currency: 'EUR' });
    const made = await Promise.all(
      Array.from({ length: SUBSCRIPTIONS }, async () => {
        const { id: customerId } = await one().customer();
        const begun = { customerId, plan: plan.slug, startDate: dayAfter(today(), -70) };
        return billing.subscriptions.create(actor, begun);
      }),
    );
    const asked = made.flatMap(({ publicId }) =>
      [site, (doors[1] as BillingDoor).site].map(async (at) => {
        const auth = await at.key('org', ['subscriptions:read', 'subscriptions:write'], actor);
        const sent = { method: 'PUT', auth, body: { quantity: 1 } };
        return at.request(`/api/v1/subscriptions/${publicId}`, sent);
      }),
    );
    await both(({ site: at }) => servicesOf(at).calendar.sweep(new AbortController().signal));
    for (const { status, body } of await Promise.all(asked)) t.is(status, 200, JSON.stringify(body));
    await quiet(site, 'billing.renew-subscription');
    const [counts] = await site.host.db.raw<Record<string, number>>(`select
      (select count(*) from billing_subscription_periods) as periods,
      (select count(distinct subscription_id, period_start) from billing_subscription_periods) as starts,
      (select count(distinct invoice_id) from billing_subscription_periods) as invoiced,
      (select count(distinct number) from billing_invoices where status = 'open') as numbers,
      (select last from billing_series where kind = 'invoice') as last`);
    // Seventy days are three periods of a month that have begun.
    t.deepEqual(Object.values(counts ?? {}).map(Number), Array(5).fill(3 * SUBSCRIPTIONS));
  });

  test.serial('mysql: a reminder that two processes are about to send is sent once', async (t) => {
    const { actor, site } = one();
    const dates = { issueDate: dayAfter(today(), -20), dueDate: dayAfter(today(), -1) };
    const owed = await Promise.all(
      Array.from({ length: INVOICES }, async (_, at) => {
        const { id: customerId } = await one().customer({ email: `owes-${at}@client.test` });
        return one().open({ customerId, ...dates });
      }),
    );
    // Each has looked before the other one has sent: so there are two jobs for each.
    await both(async ({ site: at }, node) => {
      for (const { id: invoiceId } of owed) {
        const options = { orgId: actor.orgId, uniqueKey: `${invoiceId}:1 of ${node}` };
        await at.host.background.jobs.jobs.enqueue('billing.remind', { invoiceId, step: 1 }, options);
      }
    });
    await quiet(site, 'billing.remind');
    await quiet(site, 'host.mail.deliver');
    await both(({ site: at }) =>
      at.host.background.cron.control.run(actor, 'billing.reminders').catch(() => undefined),
    );
    await quiet(site, 'billing.remind');
    await quiet(site, 'host.mail.deliver');
    const to = smtp.received.flatMap((mail) => mail.to).filter((address) => address.startsWith('owes-'));
    t.deepEqual(to.toSorted(), owed.map((_, at) => `owes-${at}@client.test`).toSorted());
  });

  test.serial(
    'mysql: spenders of two processes reach each step of a budget once, and both stop',
    async (t) => {
      const { actor, site } = await one().elsewhere('Spenders');
      const { ledger, budgets } = one().billing;
      await servicesOf(site).budgets.change(actor, { monthlyBudget: 1000, alerts: [25, 50, 80], stop: true });
      await ledger.grant(actor, { unit: 'credit', type: 'bonus', action: 'x', amount: 9000, key: 'g' });
      await both((door) => door.billing.budgets.assertOpen(actor));
      await Promise.all(
        Array.from({ length: SPENDERS }, (_, at) => {
          const { billing } = doors[at % 2] as BillingDoor;
          if (at % 3 === 0) return billing.budgets.count(actor, 20, `count ${at}`);
          return billing.ledger.spend(actor, { unit: 'credit', action: 'x', amount: 20, key: `spend ${at}` });
        }),
      );
      t.is((await budgets.of(actor)).spent, SPENDERS * 20);
      const rows = await site.host.db
        .query('kp_notifications')
        .where({ org_id: actor.orgId, type: 'billing.budget' });
      t.deepEqual(
        rows.map(({ title }: { title: unknown }) => parseInt(String(title), 10)).sort(),
        [100, 25, 50, 80],
      );
      for (const { billing } of doors) await refuses(t, billing.budgets.assertOpen(actor));
    },
  );
}

const servicesOf = ({ host }: Site) => host.plugins.use(Billing) as BillingServices;

async function refuses(t: ExecutionContext, asked: Promise<void>): Promise<void> {
  t.like(await t.throwsAsync(asked), { code: 'payment_required', reason: 'budget_exceeded' });
}

/** No job of that name is left to be done. */
async function quiet({ host }: Site, name: string): Promise<void> {
  const sql = "select id from kp_jobs where name = ? and status in ('waiting', 'ready', 'running') limit 1";
  while ((await host.db.raw(sql, [name])).length > 0) await sleep(20);
}
