import type { Filters } from './filter.js';

export const pluginFilters: Filters = {
  'GET /wp-json/wp/v2/plugins': {
    search: async () => ({ value: 'agency', keeps: 'agency', drops: 'billing' }),
    status: async () => ({ value: 'active', keeps: 'agency', drops: 'spare' }),
  },
};
