import { randomBytes } from 'node:crypto';
import { signed } from '../../matrix/payments.js';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Samples } from './sample.js';
import { sold } from './top-ups.js';

const BILLING = '/api/billing';

/** Left on the provider's page, as a person does. */
async function saveCard(make: Maker): Promise<void> {
  const answer = await make.call('post', `${BILLING}/portal`, undefined, await make.owner.key('ops'));
  const { url } = (answer.body as { data: { url: string } }).data;
  await fetch(`${url}/add`, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' });
}

/** Something that this site does not use: it is kept, and nothing follows. */
function event(): Json {
  const id = `evt_${randomBytes(8).toString('hex')}`;
  const object = { id: 'cus_aurora', object: 'customer' };
  return { id, object: 'event', type: 'customer.updated', created: 1_700_000_000, data: { object } };
}

export const paymentSamples: Samples = {
  [`POST ${BILLING}/checkout`]: async (make) => ({ body: { tier: await make.tier() } }),
  [`POST ${BILLING}/create-payment-intent`]: async (make) => ({
    body: { package_slug: (await sold(make, 'token')).slug, idempotency_key: randomBytes(8).toString('hex') },
  }),
  [`POST ${BILLING}/portal`]: () => ({}),
  [`POST ${BILLING}/webhook`]: () => {
    const body = event();
    return { body, headers: signed(body) };
  },
  'GET /v1/users/me/billing/payment-methods': async (make) => {
    await saveCard(make);
    return {};
  },
};
