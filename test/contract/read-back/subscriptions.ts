import type { Readings } from './reading.js';

export const subscriptionReadings: Readings = {
  'POST /api/billing/change-plan': () => ({ template: 'GET /api/billing/subscription' }),
  'POST /api/billing/validate-downgrade': () => ({ template: 'GET /api/billing/plan-summary' }),
  // What is cancelled is still there.
  'DELETE /api/v1/subscriptions/{publicId}': ({ params }) => ({
    template: 'GET /api/v1/subscriptions/{publicId}',
    params,
  }),
};
