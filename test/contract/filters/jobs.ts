import type { Filter, Filters } from './filter.js';

const jobs =
  (value: string): Filter =>
  async (make) => ({ value, keeps: await make.job('dead'), drops: await make.job() });

export const jobFilters: Filters = {
  'GET /wp-json/koapress/v1/jobs': {
    status: jobs('dead'),
    name: jobs('aurora.fails'),
    org_id: async (make) => ({
      value: '4711',
      keeps: await make.job('waiting', 4711),
      drops: await make.job(),
    }),
  },
};
