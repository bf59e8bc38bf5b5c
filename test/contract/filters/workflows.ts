import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, type Filters } from './filter.js';

const workflow = (make: Maker, changes: Json) => make.workflow(changes);

export const workflowFilters: Filters = {
  'GET /wp-json/agency-os-ai/v1/workflows': {
    applies_to: byField(workflow, 'applies_to', ['order', 'task']),
  },
};
