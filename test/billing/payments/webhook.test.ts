import test from 'ava';
import Stripe from 'stripe';
import { pluginProblems } from '../../../src/cli/plugin-problems.js';
import { databases } from '../../support/databases.js';
import { startSite } from '../../support/site.js';
import { onPayingSites, PayingSite, URLS, WEBHOOK_SECRET } from './paying-site.js';

const onSites = onPayingSites();

const event = (id: string) =>
  JSON.stringify({ id, object: 'event', type: 'seer.foreseen', created: 1, data: { object: { id: 'x' } } });
const signature = (payload: string, more: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, ...more });

onSites(
  'a webhook counts only with the provider’s signature of its very bytes, and of late',
  async (t, site) => {
    const send = async (body: string, header: string) => {
      const headers = { 'stripe-signature': header };
      return (await site.site.request('/api/billing/webhook', { method: 'POST', headers, body })).status;
    };
    const body = event(`evt_signed`);
    t.is(await send(body, signature(body)), 200);
    t.is(await send(body, signature(body)), 200);
    t.is(await send(`${body} `, signature(body)), 400);
    t.is(await send(body, signature(body, { secret: 'whsec_other' })), 400);
    t.is(await send(body, signature(body, { timestamp: Date.now() / 1000 - 3600 })), 400);
    t.is(await send(body, ''), 400);
    const told = async () => (await pluginProblems(site.site.host, ['billing'])).map(({ check }) => check);
    t.deepEqual(await told(), ['Webhooks of the payment provider']);
    t.is(await send(body, signature(body)), 200);
    t.deepEqual(await told(), []);
    const rows = await site.site.host.db.raw(
      "select status from billing_provider_events where event_id like 'evt_signed%'",
    );
    t.deepEqual(
      rows.map((row) => ({ ...(row as object) })),
      [{ status: 'ignored' }],
    );
  },
);

onSites('without keys nothing is sold, and the answer says why', async (t, site) => {
  await site.configure({ billing_stripe_secret_key: '' });
  const auth = await site.site.key('ops', ['*']);
  const { status, body } = await site.site.request('/api/billing/portal', { method: 'POST', auth });
  t.deepEqual([status, /not configured/.test(body.error.message)], [422, true]);
  await site.configure();
});

onSites('with the key of another account customers are new there, and pay all the same', async (t, site) => {
  const customerId = await site.customer('pm_card_visa');
  const { id } = await site.invoice(customerId);
  await site.charges.intent(site.actor, { invoiceId: id, key: `elsewhere ${id}` });
  const cards = async () => (await site.charges.paymentMethods(site.actor, customerId)).length;
  const other = await PayingSite.on(site.site);
  t.teardown(() => other.double.stop());
  t.is(await cards(), 0);
  const ask = () => other.charges.portal(site.actor, { customerId, returnUrl: URLS.cancelUrl });
  await Promise.all([ask(), ask(), ask()]);
  t.is(other.double.rooms.shelf.list('customer').length, 1);
  const page = await other.charges.checkout(site.actor, { invoiceId: id, ...URLS, save: true });
  await other.play(`checkout/${page.id}/pay`, { card: 'pm_card_mastercard' });
  await other.paid(id);
  await other.quiet();
  t.is(await cards(), 1);

  await site.configure();
  const [card] = await site.charges.paymentMethods(site.actor, customerId);
  t.like(card, { brand: 'visa', isDefault: true }, 'the account of before knows them as before');
  const next = await site.invoice(customerId);
  await site.charge(next.id, `back ${next.id}`);
  await site.paid(next.id);
  await site.quiet();
});

test('webhooks have a limit of their own, and wrong credentials count as everywhere', async (t) => {
  const [database] = databases;
  if (!database) return t.fail();
  const site = await startSite(database, { rateLimits: true });
  t.teardown(() => site.stop());
  const left = async (path: string, method = 'GET', auth?: string) => {
    const { headers } = await site.request(path, { method, auth });
    return ['limit', 'remaining'].map((name) => Number(headers.get(`ratelimit-${name}`)));
  };
  t.deepEqual(await left('/api/billing/webhook', 'POST'), [6000, 5999]);
  t.deepEqual(await left('/api/billing/webhook', 'POST'), [6000, 5998]);
  t.deepEqual(await left('/api/version'), [120, 119]);
  t.deepEqual(await left('/api/billing/webhook', 'POST', 'Bearer kp_ops_nothing'), [6000, 5997]);
  t.deepEqual(await left('/api/billing/webhook'), [120, 117]);
});
