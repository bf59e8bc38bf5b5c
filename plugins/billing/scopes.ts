import type { DefaultRole, ScopeSpec } from '#host';

const EVERYBODY: readonly DefaultRole[] = ['manager', 'member', 'viewer'];
const WORKERS: readonly DefaultRole[] = ['manager', 'member'];
const MANAGERS: readonly DefaultRole[] = ['manager'];

export const scopes: readonly ScopeSpec[] = [
  { name: 'customers:read', description: 'Read customers', roles: EVERYBODY },
  { name: 'customers:write', description: 'Create, change and delete customers', roles: MANAGERS },
  { name: 'invoices:read', description: 'Read invoices, payments and credit notes', roles: EVERYBODY },
  {
    name: 'invoices:write',
    description: 'Make, finalise, void and credit invoices, and note payments',
    roles: MANAGERS,
  },
  { name: 'plans:read', description: 'Read plans', roles: EVERYBODY },
  { name: 'plans:write', description: 'Make and change plans', roles: MANAGERS },
  { name: 'subscriptions:read', description: 'Read subscriptions', roles: EVERYBODY },
  { name: 'subscriptions:write', description: 'Make, change and cancel subscriptions', roles: MANAGERS },
  { name: 'tokens:read', description: 'See the balance of tokens and what became of them', roles: EVERYBODY },
  { name: 'tokens:write', description: 'Spend tokens', roles: WORKERS },
  {
    name: 'billing:read',
    description: 'See what the organisation has bought from the site, what it earns, and its budget',
    roles: EVERYBODY,
  },
  {
    name: 'billing:write',
    description: 'Buy from the site for the organisation, change its plan, top-ups and budget',
  },
  { name: 'grants:write', level: 'site', description: 'Give tokens and credits to any organisation' },
  {
    name: 'packages:write',
    level: 'site',
    description: 'Set what tokens and credits are sold, and at what price',
  },
];
