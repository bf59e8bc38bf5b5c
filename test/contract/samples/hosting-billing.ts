import type { Maker } from './maker.js';
import type { Samples } from './sample.js';
import { granted } from './tokens.js';

const BASE = '/v1/users/me/billing';

/** So that every part of the profile is something. */
async function told(make: Maker): Promise<void> {
  const address = {
    line1: 'Aurora Street 1',
    line2: 'Rear building',
    city: 'Aurora City',
    state: 'AU',
    postalCode: '12345',
    country: 'DE',
  };
  await make.call('put', '/api/v1/org-settings', { address }, await make.owner.key('org'));
}

const billingBody = () => ({
  budget_alerts: [50, 90],
  budget_stop: true,
  charge_amount: 2000,
  charge_threshold: 300,
  monthly_budget: 100_000,
});

export const hostingBillingSamples: Samples = {
  [`GET ${BASE}`]: async (make) => {
    await told(make);
    return {};
  },
  [`PATCH ${BASE}`]: async (make) => {
    // Enough, so that nothing is charged.
    await granted(make, { unit: 'credit', amount: 5000 });
    return { body: billingBody() };
  },
  [`GET ${BASE}/transactions`]: async (make) => {
    await granted(make, { unit: 'credit' });
    return {};
  },
  [`GET ${BASE}/statements/{period}`]: async (make) => {
    await granted(make, { unit: 'credit' });
    return { params: { period: new Date().toISOString().slice(0, 7) } };
  },
};
