import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, type Filters } from './filter.js';

const client = (make: Maker, changes: Json) => make.client(changes);
const orgClient = (make: Maker, changes: Json) => make.orgClient(changes);

export const clientFilters: Filters = {
  'GET /wp-json/agency-os-ai/v1/clients': {
    status: byField(client, 'status', ['lead', 'inactive']),
    search: byField(client, 'name', ['Zephyr House', 'Aurora House']),
  },
  'GET /api/v1/clients': {
    status: byField(orgClient, 'status', ['lead', 'inactive']),
    search: byField(orgClient, 'name', ['Zephyr House', 'Aurora House']),
  },
};
