import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, type Filters } from './filter.js';

const service = (make: Maker, changes: Json) => make.service(changes);

export const serviceFilters: Filters = {
  'GET /api/v1/services': {
    active: byField(service, 'active', [false, true]),
    search: byField(service, 'name', ['Zephyr logo', 'Aurora logo']),
  },
};
