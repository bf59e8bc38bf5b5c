import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';
import { planBody } from './subscriptions.js';

const BILLING = '/api/billing';

/** What `tier` is called. The first organisation sells to itself as to all others. */
async function tier(make: Maker, changes: Json = {}): Promise<string> {
  const body = {
    ...planBody(),
    public: true,
    trialDays: 0,
    // More than the fuzz makes.
    limits: { members: 1_000_000, projects: null },
    ...changes,
  };
  const answer = await make.call('post', '/api/v1/plans', body, await make.owner.key('org'));
  return (answer.body as { data: { slug: string } }).data.slug;
}

/** The organisation has a subscription, which cost nothing at first. */
async function subscribed(make: Maker): Promise<void> {
  const headers = await make.owner.key('ops');
  await make.call('post', `${BILLING}/change-plan`, { tier: await tier(make, { price: 0 }) }, headers);
}

const afterSubscribing: Sample = async (make) => {
  await subscribed(make);
  return {};
};

const afterSelling: Sample = async (make) => {
  await tier(make);
  return {};
};

export const tierSamples: Samples = {
  [`GET ${BILLING}/tiers`]: afterSelling,
  [`GET ${BILLING}/pricing`]: afterSelling,
  [`GET ${BILLING}/overview`]: afterSubscribing,
  [`GET ${BILLING}/subscription`]: afterSubscribing,
  [`GET ${BILLING}/usage`]: afterSubscribing,
  [`GET ${BILLING}/plan-summary`]: afterSubscribing,
  [`POST ${BILLING}/change-plan`]: async (make) => {
    await subscribed(make);
    return { body: { tier: await tier(make) } };
  },
  [`POST ${BILLING}/validate-downgrade`]: async (make) => ({
    body: { tier: await tier(make, { limits: { members: 0 } }) },
  }),
};
