import { consumed, granted } from '../samples/tokens.js';
import { sold } from '../samples/top-ups.js';
import type { Filters } from './filter.js';

export const tokenFilters: Filters = {
  'GET /wp-json/billing/v1/packages': {
    unit: async (make) => ({
      value: 'credit',
      keeps: (await sold(make, 'credit')).id,
      drops: (await sold(make, 'token')).id,
    }),
  },
  'GET /api/tokens/transactions': {
    type: async (make) => ({ value: 'consume', keeps: await consumed(make), drops: await granted(make) }),
  },
};
