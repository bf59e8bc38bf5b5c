import Stripe from 'stripe';
import { onPayingSites, WEBHOOK_SECRET } from './paying-site.js';

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
