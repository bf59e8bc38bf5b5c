import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';
import { byField, byReference, type Filter, type Filters } from './filter.js';
import { person } from './people.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

const entry = (make: Maker, changes: Json) => make.timeEntry({ task_id: null, ...changes });

/** A project of a client of its own. */
async function ofNewClient(make: Maker) {
  const id = await make.client();
  return { client: id, project: await make.project({ client_id: id }) };
}

/** Time on projects of two clients. */
const entryByClient: Filter = async (make) => {
  const [one, other] = [await ofNewClient(make), await ofNewClient(make)];
  return {
    value: String(one.client),
    keeps: await entry(make, { project_id: one.project }),
    drops: await entry(make, { project_id: other.project }),
  };
};

const entryByTask: Filter = async (make) => {
  const [one, other] = [await make.task(), await make.task()];
  return {
    value: String(one),
    keeps: await make.timeEntry({ task_id: one }),
    drops: await make.timeEntry({ task_id: other }),
  };
};

export const timeEntryFilters: Filters = {
  [`GET ${AGENCY}/time-entries`]: {
    project_id: byReference(entry, 'project_id', (make) => make.project()),
    client_id: entryByClient,
    task_id: entryByTask,
    user_id: byReference(entry, 'user_id', person),
    billable: byField(entry, 'billable', [false, true]),
    from_date: byField(entry, 'date', ['2026-03-02', '2026-03-01']),
    to_date: byField(entry, 'date', ['2026-01-01', '2026-01-02']),
  },
  [`GET ${AGENCY}/time-entries/unbilled`]: {
    client_id: entryByClient,
    project_id: byReference(entry, 'project_id', (make) => make.project()),
  },
};
