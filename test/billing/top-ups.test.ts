import test, { type ExecutionContext } from 'ava';
import { ACCOUNTS } from '../../plugins/billing/ledger/ledger-rows.js';
import { TOP_UPS } from '../../plugins/billing/top-ups/top-up-row.js';
import { createLogger } from '../../src/log.js';
import { databases } from '../support/databases.js';
import { whileHeld } from '../support/while-held.js';
import { booksOf } from './ledger-books.js';
import { ToppingSite } from './topping-site.js';

const sites = new Map<string, ToppingSite>();
/** Of transactions that were undone, since they waited for each other. */
let repeated: string[] = [];
const log = createLogger('debug', (line) => {
  if (line.includes('transaction is repeated')) repeated.push(line);
});

test.before(async () => {
  for (const database of databases)
    sites.set(database.engine, await ToppingSite.open(database, { options: { log } }));
});
test.after.always(async () => {
  for (const site of sites.values()) await site.stop();
});

function onSites(title: string, body: (t: ExecutionContext, site: ToppingSite) => Promise<void>): void {
  for (const { engine } of databases)
    test.serial(`${engine}: ${title}`, (t) => body(t, sites.get(engine) as ToppingSite));
}

onSites('too few tokens are topped up once, whoever spends at the same moment', async (t, site) => {
  const { actor, key, orgId } = await site.buyer('Once', 120);
  await site.saveCard(actor, 'pm_card_visa');
  const before = site.taken();
  await Promise.all(Array.from({ length: 10 }, () => site.spend(key, 5)));
  await site.quiet();
  t.is(site.taken(), before + 1);
  t.like(await booksOf(site.site, orgId), { balance: 5070, available: 5070, entries: 0 });
  t.like(await site.topUp(key), { status: 'waiting', topups_this_month: 1, failed_charges: 0 });
  const { invoices, accounts } = site.billing;
  const operator = await accounts.operator('a test');
  const { customerId } = await accounts.of(actor);
  const { items } = await invoices.list(operator, { customerId, page: 1, perPage: 10 });
  t.deepEqual(
    items.map(({ status, total, amountPaid }) => [status, total, amountPaid]),
    [['paid', 4900, 4900]],
  );
});

onSites('what is under way counts: nothing more is ordered until it has ended', async (t, site) => {
  const { key, orgId } = await site.buyer('Pending', 120);
  // Nobody can be charged: there is no card.
  await site.spend(key, 50);
  await site.quiet();
  const charges = () => site.site.host.db.query('billing_top_up_charges').where({ org_id: orgId });
  t.deepEqual(
    (await charges()).map(({ status }: { status: string }) => status),
    ['failed'],
  );
  t.like(await site.topUp(key), { status: 'paused', failed_charges: 1, topups_this_month: 0 });
  for (let spent = 0; spent < 5; spent += 1) await site.spend(key, 1);
  await site.quiet();
  t.is((await charges()).length, 1);
  t.like(await booksOf(site.site, orgId), { balance: 65, available: 65 });
  const [wallet] = await site.site.host.db.query('billing_ledger_accounts').where({ org_id: orgId });
  t.is(Number(wallet?.headroom), 65, 'paused, it looks at no threshold');
  const [order] = await site.site.host.db.query('billing_package_orders').where({ org_id: orgId });
  const operator = await site.billing.accounts.operator('a test');
  await site.billing.invoices.pay(operator, Number(order?.invoice_id), { method: 'cash', key: 'at last' });
  t.like(await booksOf(site.site, orgId), { balance: 5065, available: 5065 });
  t.like(await site.topUp(key), { topups_this_month: 1 }, 'what is paid after all counts for the cap');
});

onSites('after three declines in a row it stops and tells, until it is saved again', async (t, site) => {
  const { actor, key, orgId } = await site.buyer('Declined', 120);
  await site.saveCard(actor, 'pm_card_chargeCustomerFail');
  await site.spend(key, 50);
  await site.quiet();
  const { db, background } = site.site.host;
  for (const declines of [1, 2]) {
    t.like(await site.topUp(key), { status: 'paused', failed_charges: declines });
    await db
      .query('billing_top_ups')
      .where({ org_id: orgId })
      .update({ paused_until: '2026-01-01 00:00:00.000' });
    await background.cron.control.runToEnd(site.site.actor, 'billing.resume-top-ups').catch(() => undefined);
    await site.until(async () => (await site.topUp(key)).failed_charges > declines, 'it is tried again');
    await site.quiet();
  }
  t.like(await site.topUp(key), { status: 'stopped', failed_charges: 3 });
  const told = await db.query('kp_notifications').where({ org_id: orgId, type: 'billing.auto-top-up' });
  t.is(told.length, 1);
  await site.saveCard(actor, 'pm_card_visa');
  const saved = await site.site.request('/api/billing/auto-topup', {
    method: 'PUT',
    auth: key,
    body: { enabled: true },
  });
  t.is(saved.status, 200);
  await site.quiet();
  t.like(await booksOf(site.site, orgId), { balance: 5070, available: 5070 });
});

onSites('the cap of a month ends it, and is told once', async (t, site) => {
  const { actor, key, orgId } = await site.buyer('Capped', 120, { max_monthly_topups: 1 });
  await site.saveCard(actor, 'pm_card_visa');
  await site.spend(key, 50);
  await site.quiet();
  await site.spend(key, 5000);
  await site.quiet();
  await site.spend(key, 1);
  await site.quiet();
  t.like(await booksOf(site.site, orgId), { balance: 69, available: 69 });
  t.like(await site.topUp(key), { status: 'paused', topups_this_month: 1 });
  const told = await site.site.host.db
    .query('kp_notifications')
    .where({ org_id: orgId, type: 'billing.auto-top-up' });
  t.is(told.length, 1);
});

onSites(
  'a payment that goes back takes back what is there, and a dispute won gives it again',
  async (t, site) => {
    const { actor, orgId } = await site.buyer('Reversed', 10, { enabled: false });
    const { packages, invoices, accounts, ledger } = site.billing;
    const operator = await accounts.operator('a test');
    const [one, same] = await Promise.all(
      [1, 2].map(() => packages.order(actor, 'tokens-5k', 'the same key')),
    );
    t.deepEqual(one, same);
    const id = one?.invoiceId ?? 0;
    const payment = await invoices.pay(operator, id, { method: 'cash', key: 'cash 1' });
    await invoices.pay(operator, id, { method: 'cash', key: 'cash 1' });
    t.like(await booksOf(site.site, orgId), { balance: 5010 });
    await ledger.spend(actor, { unit: 'token', action: 'chat', amount: 4000, key: 'spent' });
    await invoices.reverse(operator, payment.id, 'disputed');
    await invoices.reverse(operator, payment.id, 'disputed');
    t.like(await booksOf(site.site, orgId), { balance: 0, available: 0, entries: 0 });
    const { items } = await ledger.transactions(actor, {
      unit: 'token',
      type: 'refund',
      window: { kind: 'offset', offset: 0, limit: 9 },
    });
    t.deepEqual(
      items.map(({ amount }) => amount),
      [-1010],
    );
    t.is((await invoices.get(operator, id)).status, 'open');
    await invoices.restore(operator, payment.id);
    t.like(await booksOf(site.site, orgId), { balance: 1010, available: 1010, entries: 0 });
    await invoices.cancelPayment(operator, id, payment.publicId);
    t.like(await booksOf(site.site, orgId), { balance: 0, available: 0, entries: 0 });
  },
);

onSites('it is set up once, changed by slug, and forgotten', async (t, site) => {
  const { key } = await site.buyer('Forms', 500);
  const send = (method: string, body?: object) =>
    site.site.request('/api/billing/auto-topup', { method, auth: key, body });
  const form = { threshold_tokens: 100, package_id: 'tokens-5k' };
  t.is((await send('POST', form)).status, 409);
  t.like((await send('PUT', { package_slug: 'credits-5k' })).body.error, {
    code: 'invalid',
    field: 'package_slug',
  });
  const foreign = await send('PUT', { stripe_payment_method_id: 'pm_of_somebody_else' });
  t.deepEqual([foreign.status, foreign.body.error.field], [400, 'stripe_payment_method_id']);
  const changed = await send('PUT', { threshold_tokens: 70, max_monthly_topups: 2, enabled: false });
  t.like(changed.body.data, { threshold_tokens: 70, max_monthly_topups: 2, enabled: false, status: 'off' });
  t.is((await send('DELETE')).body.data.configured, false);
  t.is((await send('PUT', { enabled: true })).status, 404);
  t.is((await send('POST', { threshold_tokens: 5, package_id: 'nothing' })).status, 400);
});

onSites('of many who set one up at once, one does and the others are told', async (t, site) => {
  const { orgId } = await site.site.organization('At once');
  const scopes = ['billing:read', 'billing:write', 'tokens:read', 'tokens:write'];
  const auth = await site.site.key('ops', scopes, { ...site.site.actor, orgId });
  const body = { threshold_tokens: 100, package_id: 'tokens-5k' };
  const ask = () => site.site.request('/api/billing/auto-topup', { method: 'POST', auth, body });
  const statuses = (await Promise.all([ask(), ask(), ask(), ask()])).map(({ status }) => status);
  t.deepEqual(statuses.sort(), [201, 409, 409, 409]);
});

onSites('a draft that is deleted while the provider is away ends its top-up', async (t, site) => {
  const { actor, key, orgId } = await site.buyer('Deleted', 120);
  await site.saveCard(actor, 'pm_card_visa');
  const { db } = site.site.host;
  site.double.behaviour.broken = 1000;
  await site.spend(key, 50);
  const tried = async () => {
    const jobs = await db.raw<{ status: string }>(
      "select status from kp_jobs where name = 'billing.charge' order by id desc limit 1",
    );
    return jobs[0]?.status === 'waiting';
  };
  await site.until(tried, 'the provider was asked in vain');
  const [charge] = await db.query('billing_top_up_charges').where({ org_id: orgId });
  const [order] = await db.query('billing_package_orders').where({ id: charge?.order_id });
  const operator = await site.billing.accounts.operator('a test');
  await site.billing.invoices.delete(operator, Number(order?.invoice_id));
  site.double.behaviour.broken = 0;
  await site.quiet();
  t.like(await site.topUp(key), { status: 'paused', failed_charges: 0, topups_this_month: 0 });
  const [ended] = await db.query('billing_charges').where({ id: charge?.charge_id });
  t.like(ended, { status: 'failed', failure: 'nothing_due' });
});

onSites('a top-up is paid while its settings are saved, and neither waits for the other', async (t, site) => {
  // SQLite lets one transaction write at a time: there is nothing to meet.
  if (site.site.database.url === null) return void t.pass();
  const { actor, key, orgId } = await site.buyer('Meeting', 120);
  await site.saveCard(actor, 'pm_card_visa');
  const { db } = site.site.host;
  site.double.behaviour.broken = 1000;
  await site.spend(key, 50);
  const orders = () => db.query('billing_package_orders').where({ org_id: orgId });
  await site.until(async () => (await orders()).length === 1, 'it is ordered');
  const [order] = await orders();
  const operator = await site.billing.accounts.operator('a test');
  repeated = [];
  await whileHeld(
    site.site,
    'billing_top_ups',
    () => db.of(TOP_UPS, actor).where({ unit: 'token' }).forUpdate().first(),
    () => site.billing.invoices.pay(operator, Number(order?.invoice_id), { method: 'cash', key: 'cash' }),
    () => db.of(ACCOUNTS, actor).where({ unit: 'token' }).forUpdate().first(),
  );
  t.deepEqual(repeated, []);
  site.double.behaviour.broken = 0;
  await site.quiet();
  t.like(await booksOf(site.site, orgId), { balance: 5070, available: 5070, entries: 0 });
  t.like(await site.topUp(key), { status: 'waiting', topups_this_month: 1 });
});
