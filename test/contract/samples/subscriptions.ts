import { randomBytes } from 'node:crypto';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const PLANS = '/api/v1/plans';
const SUBSCRIPTIONS = '/api/v1/subscriptions';

export function planBody(): Json {
  const word = randomBytes(4).toString('hex');
  return {
    slug: `aurora-${word}`,
    name: `Aurora ${word}`,
    description: 'Aurora: for a small team',
    price: 4_900,
    currency: 'GBP',
    interval: 'year',
    trialDays: 14,
    limits: { projects: 10, seats: null },
    features: ['Ten projects', 'As many seats as you like'],
    public: false,
    active: true,
  };
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function call(make: Maker, method: string, path: string, body?: Json): Promise<Json> {
  const answer = await make.call(method, path, body, await make.owner.key('org'));
  return ((answer.body as Json | undefined)?.data ?? {}) as Json;
}

const planSlug = async (make: Maker) => (await call(make, 'post', PLANS, planBody())).slug as string;

async function subscriptionBody(make: Maker): Promise<Json> {
  // Without an address, so that nothing is mailed meanwhile.
  const clientId = await make.orgClient({ email: null });
  return { clientId, plan: await planSlug(make), quantity: 3, trialDays: 7 };
}

/** Its public id. */
export async function plan(make: Maker, changes: Json = {}): Promise<string> {
  return (await call(make, 'post', PLANS, { ...planBody(), ...changes })).publicId as string;
}

/** Its public id. */
export async function subscription(make: Maker, changes: Json = {}): Promise<string> {
  const body = { ...(await subscriptionBody(make)), ...changes };
  return (await call(make, 'post', SUBSCRIPTIONS, body)).publicId as string;
}

async function cancelled(make: Maker): Promise<string> {
  const publicId = await subscription(make);
  await call(make, 'delete', `${SUBSCRIPTIONS}/${publicId}?immediately=true`);
  return publicId;
}

const named = (of: (make: Maker) => Promise<string>): Sample => {
  return async (make) => ({ params: { publicId: await of(make) } });
};

export const subscriptionSamples: Samples = {
  [`GET ${PLANS}`]: () => ({}),
  [`POST ${PLANS}`]: () => ({ body: planBody() }),
  [`GET ${PLANS}/{publicId}`]: named(plan),
  [`PUT ${PLANS}/{publicId}`]: async (make) => ({
    params: { publicId: await plan(make) },
    body: planBody(),
  }),

  [`GET ${SUBSCRIPTIONS}`]: () => ({}),
  [`POST ${SUBSCRIPTIONS}`]: async (make) => ({
    body: { ...(await subscriptionBody(make)), startDate: daysAgo(0) },
  }),
  [`GET ${SUBSCRIPTIONS}/{publicId}`]: named(cancelled),
  [`PUT ${SUBSCRIPTIONS}/{publicId}`]: async (make) => ({
    // After its trial.
    params: { publicId: await subscription(make, { trialDays: 3, startDate: daysAgo(10) }) },
    body: { plan: await planSlug(make), quantity: 5, cancelAtPeriodEnd: true },
  }),
  [`DELETE ${SUBSCRIPTIONS}/{publicId}`]: named(subscription),
};
