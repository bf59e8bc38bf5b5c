import type { Filters } from './filter.js';

export const messageFilters: Filters = {
  'GET /api/v1/messages': {
    orderId: async (make) => {
      const [one, other] = [await make.order(), await make.order()];
      const keeps = await make.message({ orderId: one });
      return { value: one, keeps, drops: await make.message({ orderId: other }) };
    },
  },
};
