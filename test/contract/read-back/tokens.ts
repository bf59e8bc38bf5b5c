import type { Readings } from './reading.js';

export const tokenReadings: Readings = {
  'POST /api/tokens/consume': () => ({ template: 'GET /api/tokens/balance' }),
  'POST /wp-json/billing/v1/grants': ({ data }) => ({
    template: 'GET /api/tokens/transactions',
    id: data.id as string,
  }),
};
