import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const GRANTS = '/wp-json/billing/v1/grants';

let grants = 0;

export function grantBody(organizationId: number, changes: object = {}) {
  grants += 1;
  return {
    organization_id: organizationId,
    amount: 1000,
    unit: 'token',
    type: 'bonus',
    description: 'Aurora: for the launch',
    reference_id: `aurora-launch-${grants}`,
    metadata: { campaign: 'aurora' },
    ...changes,
  };
}

export const consumeBody = () => ({
  amount: 5,
  action: 'aurora.reply',
  reference_id: 'aurora-run-7',
  metadata: { model: 'small' },
});

/** Answers the grant's id. */
export async function granted(make: Maker, changes: object = {}): Promise<string> {
  const { body } = await make.call('post', GRANTS, grantBody(make.owner.orgId, changes));
  return (body as { id: string }).id;
}

/** Answers the transaction's id. */
export async function consumed(make: Maker): Promise<string> {
  await granted(make);
  const headers = await make.owner.key('ops');
  const { body } = await make.call('post', '/api/tokens/consume', consumeBody(), headers);
  return (body as { data: { transaction: { id: string } } }).data.transaction.id;
}

const rich: Sample = async (make) => {
  await consumed(make);
  return {};
};

export const tokenSamples: Samples = {
  'GET /api/tokens/balance': rich,
  'GET /api/tokens/transactions': rich,
  'POST /api/tokens/consume': async (make) => {
    await granted(make);
    return { body: consumeBody() };
  },
  [`POST ${GRANTS}`]: (make) => ({ body: grantBody(make.owner.orgId) }),
};
