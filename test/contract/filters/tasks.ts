import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, byReference, type Filter, type Filters } from './filter.js';
import { person } from './people.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

const task = (make: Maker, changes: Json) => make.task(changes);

/** A task has a stage of its project's workflow. */
const byStage: Filter = async (make) => {
  const [first, second] = await make.stages((await make.base()).workflow);
  const drops = await make.task({ stage_id: second });
  return { value: String(first), keeps: await make.task({ stage_id: first }), drops };
};

const byStatus: Filter = async (make) => {
  const [first, , last] = await make.stages((await make.base()).workflow);
  return {
    value: 'done',
    keeps: await make.task({ stage_id: last }),
    drops: await make.task({ stage_id: first }),
  };
};

/** Of one project, by its address. */
function inProject(filter: Filter): Filter {
  return async (make) => ({ ...(await filter(make)), params: { id: (await make.base()).project } });
}

const ofTasks: Readonly<Record<string, Filter>> = {
  stage_id: byStage,
  assignee_id: byReference(task, 'assignee_id', person),
  priority: byField(task, 'priority', ['low', 'urgent']),
  status: byStatus,
};

export const taskFilters: Filters = {
  [`GET ${AGENCY}/projects/{id}/tasks`]: Object.fromEntries(
    Object.entries(ofTasks).map(([name, filter]) => [name, inProject(filter)]),
  ),
  [`GET ${AGENCY}/tasks`]: {
    ...ofTasks,
    project_id: byReference(task, 'project_id', (make) => make.project()),
    search: byField(task, 'title', ['Zephyr task', 'Aurora task']),
  },
};
