import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byReference, type Filters } from './filter.js';
import { publicPerson } from './people.js';

const order = (make: Maker, changes: Json) => make.order(changes);

export const orderFilters: Filters = {
  'GET /api/v1/orders': {
    status: async (make) => {
      const [keeps, drops] = [await make.order(), await make.order()];
      await make.changeOrder(keeps, { status: 'submitted' });
      return { value: 'submitted', keeps, drops };
    },
    clientId: byReference(order, 'clientId', (make) => make.orgClient()),
    serviceId: byReference(order, 'serviceId', (make) => make.service()),
    assigneeId: byReference(order, 'assigneeId', publicPerson),
  },
};
