import { byField, type Filters } from './filter.js';

export const notificationFilters: Filters = {
  'GET /api/notifications': {
    read: async (make) => {
      const keeps = await make.notification();
      const headers = await make.owner.key('ops');
      await make.call('patch', `/api/notifications/${keeps}`, { read: true }, headers);
      return { value: 'true', keeps, drops: await make.notification() };
    },
    type: byField((make, changes) => make.notification(changes), 'type', ['warning', 'error']),
  },
};
