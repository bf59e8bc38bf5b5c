import { plan, subscription } from '../samples/subscriptions.js';
import { byField, type Filters } from './filter.js';

export const subscriptionFilters: Filters = {
  'GET /api/v1/plans': { active: byField(plan, 'active', [false, true]) },
  'GET /api/v1/subscriptions': {
    status: async (make) => ({
      value: 'trialing',
      keeps: await subscription(make, { trialDays: 9 }),
      drops: await subscription(make, { trialDays: 0 }),
    }),
    clientId: async (make) => {
      const [one, other] = [await make.orgClient({ email: null }), await make.orgClient({ email: null })];
      return {
        value: one,
        keeps: await subscription(make, { clientId: one }),
        drops: await subscription(make, { clientId: other }),
      };
    },
  },
};
