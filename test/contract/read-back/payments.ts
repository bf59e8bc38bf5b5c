import type { Readings } from './reading.js';

export const paymentReadings: Readings = {
  // It answers nothing that is seen elsewhere.
  'POST /api/billing/checkout': () => ({ template: 'GET /v1/users/me/billing/payment-methods' }),
  'POST /api/billing/create-payment-intent': () => ({
    template: 'GET /v1/users/me/billing/payment-methods',
  }),
  'POST /api/billing/portal': () => ({ template: 'GET /v1/users/me/billing/payment-methods' }),
  'POST /api/billing/webhook': () => ({ template: 'GET /api/health' }),
};
