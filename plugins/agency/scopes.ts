import type { DefaultRole, ScopeSpec } from '#host';

const EVERYBODY: readonly DefaultRole[] = ['manager', 'member', 'viewer'];
const WORKERS: readonly DefaultRole[] = ['manager', 'member'];
const MANAGERS: readonly DefaultRole[] = ['manager'];

/** `…:write` of tasks and time reaches one's own; `…:manage` beside it those of others. */
export const scopes: readonly ScopeSpec[] = [
  { name: 'clients:read', description: 'Read clients', roles: EVERYBODY },
  { name: 'clients:write', description: 'Create, change and delete clients', roles: MANAGERS },
  { name: 'services:read', description: 'Read the catalogue of services', roles: EVERYBODY },
  { name: 'services:write', description: 'Create, change and delete services', roles: MANAGERS },
  { name: 'projects:read', description: 'Read projects', roles: EVERYBODY },
  { name: 'projects:write', description: 'Create, change and delete projects', roles: MANAGERS },
  { name: 'workflows:read', description: 'Read workflows and their stages', roles: EVERYBODY },
  { name: 'workflows:write', description: 'Create, change and delete workflows and stages', roles: MANAGERS },
  { name: 'tasks:read', description: 'Read tasks', roles: EVERYBODY },
  {
    name: 'tasks:write',
    description: 'Create, change, move and delete tasks assigned to oneself',
    roles: WORKERS,
  },
  { name: 'tasks:manage', description: 'With tasks:write: also the tasks of others', roles: MANAGERS },
  { name: 'time-entries:read', description: 'Read time entries', roles: EVERYBODY },
  { name: 'time-entries:write', description: 'Keep, change and delete time of one’s own', roles: WORKERS },
  {
    name: 'time-entries:manage',
    description: 'With time-entries:write: also the time of others',
    roles: MANAGERS,
  },
  { name: 'orders:read', description: 'Read orders', roles: EVERYBODY },
  { name: 'orders:write', description: 'Create, change, move and delete orders', roles: MANAGERS },
  { name: 'messages:read', description: 'Read the messages of orders', roles: EVERYBODY },
  { name: 'messages:write', description: 'Write messages about orders', roles: WORKERS },
  {
    name: 'messages:internal',
    description: 'With messages:read and messages:write: also the internal ones',
    roles: WORKERS,
  },
  { name: 'rates:read', description: 'See what an hour of each person costs', roles: MANAGERS },
  { name: 'rates:write', description: 'Set what an hour of each person costs', roles: MANAGERS },
  { name: 'tickets:read', description: 'Read tickets and replies', roles: EVERYBODY },
  { name: 'tickets:write', description: 'Create, change and delete tickets', roles: MANAGERS },
  { name: 'tickets:reply', description: 'Write replies to tickets', roles: WORKERS },
  { name: 'forms:read', description: 'Read forms', roles: EVERYBODY },
  { name: 'forms:write', description: 'Create and change forms', roles: MANAGERS },
  { name: 'reports:read', description: 'Read reports', roles: EVERYBODY },
  { name: 'reports:write', description: 'Have reports made', roles: MANAGERS },
  { name: 'submissions:read', description: 'Read what was filled into forms', roles: EVERYBODY },
  {
    name: 'tickets:internal',
    description: 'With tickets:read and tickets:reply: also the internal replies',
    roles: WORKERS,
  },
];
