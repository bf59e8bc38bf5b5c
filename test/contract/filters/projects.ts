import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, byReference, type Filters } from './filter.js';

const project = (make: Maker, changes: Json) => make.project(changes);

export const projectFilters: Filters = {
  'GET /wp-json/agency-os-ai/v1/projects': {
    client_id: byReference(project, 'client_id', (make) => make.client()),
    status: byField(project, 'status', ['on_hold', 'completed']),
    search: byField(project, 'name', ['Zephyr site', 'Aurora site']),
  },
};
