import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const HOOKS = '/api/v1/webhooks';
/** Fewer than an organisation may have. */
const ENOUGH = 20;

/** To the site itself, which answers that there is nothing. */
const webhookBody = (make: Maker) => ({
  url: `${make.owner.url}/aurora/${randomBytes(4).toString('hex')}`,
  description: 'Aurora: the bookkeeper',
  events: ['aurora.thing.*', 'aurora.other.created'],
});

async function call(make: Maker, method: string, path = '', body?: Json): Promise<Json> {
  const answer = await make.call(method, HOOKS + path, body, await make.owner.key('org'));
  return ((answer.body as Json | undefined)?.data ?? {}) as Json;
}

/** Those of samples before go when there are many. */
async function makeRoom(make: Maker): Promise<void> {
  const found = (await call(make, 'get', '?limit=100')) as unknown as { publicId: string }[];
  if (found.length < ENOUGH) return;
  for (const { publicId } of found) await call(make, 'delete', `/${publicId}`);
}

export async function webhook(make: Maker): Promise<string> {
  await makeRoom(make);
  return (await call(make, 'post', '', webhookBody(make))).publicId as string;
}

const named = async (make: Maker) => ({ params: { publicId: await webhook(make) } });

/** A webhook with a delivery, once it was tried. */
export async function tried(make: Maker) {
  const publicId = await webhook(make);
  const deliveryId = await ping(make, publicId);
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { attempts } = await call(make, 'get', `/${publicId}/deliveries/${deliveryId}`);
    if (Number(attempts) > 0) return { publicId, deliveryId };
    if (Date.now() > deadline) throw new Error('The webhook was not tried');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function ping(make: Maker, publicId: string): Promise<string> {
  return (await call(make, 'post', `/${publicId}/ping`)).publicId as string;
}

/** A delivery that was given up, with a webhook that is awake. */
export async function givenUp(make: Maker) {
  const found = await tried(make);
  await call(make, 'post', `/${found.publicId}/pause`);
  await call(make, 'post', `/${found.publicId}/resume`);
  return found;
}

export async function paused(make: Maker): Promise<string> {
  const publicId = await webhook(make);
  await call(make, 'post', `/${publicId}/pause`);
  return publicId;
}

const plain: Sample = () => ({});

export const webhookSamples: Samples = {
  'GET /api/v1/webhook-events': plain,
  [`GET ${HOOKS}`]: async (make) => {
    await paused(make);
    return {};
  },
  [`POST ${HOOKS}`]: async (make) => {
    await makeRoom(make);
    return { body: webhookBody(make) };
  },
  [`GET ${HOOKS}/{publicId}`]: async (make) => ({ params: { publicId: await paused(make) } }),
  [`PUT ${HOOKS}/{publicId}`]: async (make) => ({
    params: { publicId: await paused(make) },
    body: webhookBody(make),
  }),
  [`DELETE ${HOOKS}/{publicId}`]: named,
  [`POST ${HOOKS}/{publicId}/rotate-secret`]: async (make) => ({
    params: { publicId: await paused(make) },
    body: { graceSeconds: 3600 },
  }),
  [`POST ${HOOKS}/{publicId}/pause`]: named,
  [`POST ${HOOKS}/{publicId}/resume`]: async (make) => ({ params: { publicId: await paused(make) } }),
  [`POST ${HOOKS}/{publicId}/ping`]: named,
  [`GET ${HOOKS}/{publicId}/deliveries`]: async (make) => {
    const { publicId } = await givenUp(make);
    return { params: { publicId } };
  },
  [`GET ${HOOKS}/{publicId}/deliveries/{deliveryId}`]: async (make) => ({ params: await givenUp(make) }),
  [`POST ${HOOKS}/{publicId}/deliveries/{deliveryId}/replay`]: async (make) => ({
    params: await givenUp(make),
  }),
  [`POST ${HOOKS}/{publicId}/replay`]: async (make) => {
    const { publicId } = await givenUp(make);
    const body = { from: '2026-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', only: 'failed' };
    return { params: { publicId }, body };
  },
};
