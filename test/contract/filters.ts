import type { Json } from './documents.js';
import { twoLines } from './samples/audit.js';
import { agencyInvoice, invoice } from './samples/billing.js';
import { userBody } from './samples/host.js';
import { MAILS, sentMail, suppressedMail } from './samples/mail.js';
import type { Maker } from './samples/maker.js';
import { plan, subscription } from './samples/subscriptions.js';
import { consumed, granted } from './samples/tokens.js';
import { sold } from './samples/top-ups.js';
import { givenUp, ping, tried } from './samples/webhooks.js';

/** A value of a filter, with a row that it keeps and one that it leaves out. */
export interface FilterCase {
  readonly value: string;
  readonly keeps: unknown;
  readonly drops: unknown;
  readonly params?: Readonly<Record<string, number | string>>;
  readonly query?: Readonly<Record<string, string>>;
}

type Filter = (make: Maker) => Promise<FilterCase>;

const AGENCY = '/wp-json/agency-os-ai/v1';
const WP = '/wp-json/wp/v2';
const JOBS = '/wp-json/koapress/v1/jobs';

/** A row for each of two values of a field, and the filter on the first. */
function byField(
  create: (make: Maker, changes: Json) => Promise<number | string>,
  name: string,
  [first, second]: readonly [unknown, unknown],
): Filter {
  return async (make) => ({
    value: String(first),
    keeps: await create(make, { [name]: first }),
    drops: await create(make, { [name]: second }),
  });
}

/** The same, where the values are rows themselves. */
function byReference<T extends number | string>(
  create: (make: Maker, changes: Json) => Promise<T>,
  name: string,
  target: (make: Maker) => Promise<T>,
): Filter {
  return async (make) => byField(create, name, [await target(make), await target(make)])(make);
}

const client = (make: Maker, changes: Json) => make.client(changes);
const orgClient = (make: Maker, changes: Json) => make.orgClient(changes);
const project = (make: Maker, changes: Json) => make.project(changes);
const task = (make: Maker, changes: Json) => make.task(changes);
const entry = (make: Maker, changes: Json) => make.timeEntry({ task_id: null, ...changes });
const ticket = (make: Maker, changes: Json) => make.ticket(changes);
const orgTicket = (make: Maker, changes: Json) => make.orgTicket(changes);
const order = (make: Maker, changes: Json) => make.order(changes);
const workflow = (make: Maker, changes: Json) => make.workflow(changes);

async function person(make: Maker): Promise<number> {
  return ((await make.call('post', `${WP}/users`, userBody())).body as { id: number }).id;
}

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

const entryByTask: Filter = async (make) => {
  const [one, other] = [await make.task(), await make.task()];
  return {
    value: String(one),
    keeps: await make.timeEntry({ task_id: one }),
    drops: await make.timeEntry({ task_id: other }),
  };
};

/** Of one project, by its address. */
function inProject(filter: Filter): Filter {
  return async (make) => ({ ...(await filter(make)), params: { id: (await make.base()).project } });
}

const priority: readonly [string, string] = ['low', 'urgent'];

const taskFilters = {
  stage_id: byStage,
  assignee_id: byReference(task, 'assignee_id', person),
  priority: byField(task, 'priority', priority),
  status: byStatus,
};

const users =
  (filter: (one: Json, other: Json) => { value: string; query?: Record<string, string> }): Filter =>
  async (make) => {
    const [one, other] = await Promise.all(
      [userBody(), { ...userBody(), roles: ['viewer'] }].map(
        async (body) => (await make.call('post', `${WP}/users`, body)).body as Json,
      ),
    );
    if (!one || !other) throw new Error('no users');
    return { keeps: one.id, drops: other.id, ...filter(one, other) };
  };

const jobs =
  (value: string): Filter =>
  async (make) => ({ value, keeps: await make.job('dead'), drops: await make.job() });
/** A delivery that was given up, and a later one that waits. */
const deliveries =
  (value: (later: Json) => string, wants: 'earlier' | 'later'): Filter =>
  async (make) => {
    const { publicId, deliveryId: earlier } = await givenUp(make);
    // Instants have milliseconds: the next one must not be the same.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await ping(make, publicId);
    const path = `/api/v1/webhooks/${publicId}/deliveries/${later}`;
    const { data } = (await make.call('get', path, undefined, await make.owner.key('org'))).body as {
      data: Json;
    };
    const [keeps, drops] = wants === 'earlier' ? [earlier, later] : [later, earlier];
    return { value: value(data), keeps, drops, params: { publicId } };
  };

/** A webhook that asks for clients was told of one, and pinged. */
const oneOfTwoEvents: Filter = async (make) => {
  const { publicId, deliveryId } = await tried(make);
  const path = `/api/v1/webhooks/${publicId}`;
  await make.call('put', path, { events: ['agency.client.created'] }, await make.owner.key('org'));
  await make.client();
  const found = await make.call('get', `${path}/deliveries?limit=1`, undefined, await make.owner.key('org'));
  const [told] = (found.body as { data: Json[] }).data;
  return { value: 'agency.client.created', keeps: told?.publicId, drops: deliveryId, params: { publicId } };
};

/** Invoices filtered on either API: what makes one, and the names of its parameters there. */
function invoiceFilters(
  create: (make: Maker, changes: Json) => Promise<number | string>,
  names: { readonly client: string; readonly from: string; readonly to: string },
  client: (make: Maker) => Promise<{ readonly name: number | string; readonly publicId: string }>,
): Readonly<Record<string, Filter>> {
  const open = (make: Maker, changes: Json) => create(make, { status: 'open', ...changes });
  const until = async (make: Maker, changes: Json) => open(make, { dueDate: '2999-01-01', ...changes });
  return {
    [names.client]: async (make) => {
      const [one, other] = [await client(make), await client(make)];
      return {
        value: String(one.name),
        keeps: await create(make, { clientId: one.publicId }),
        drops: await create(make, { clientId: other.publicId }),
      };
    },
    status: byField(create, 'status', ['open', 'draft']),
    currency: byField(create, 'currency', ['CHF', 'JPY']),
    overdue: async (make) => ({ value: 'true', keeps: await open(make, {}), drops: await until(make, {}) }),
    [names.from]: byField(until, 'issueDate', ['2026-03-02', '2026-03-01']),
    [names.to]: byField(until, 'issueDate', ['2026-01-01', '2026-01-02']),
  };
}

async function agencyClient(make: Maker) {
  const name = await make.client();
  const { body } = await make.call('get', `${AGENCY}/clients/${name}`);
  return { name, publicId: (body as { data: { public_id: string } }).data.public_id };
}

async function namedClient(make: Maker) {
  const publicId = await make.orgClient();
  return { name: publicId, publicId };
}

/** What the log says of the line to find. */
const auditLines =
  (value: (line: Json) => unknown, wants: 'earlier' | 'later' = 'later'): Filter =>
  async (make) => {
    const { earlier, later } = await twoLines(make);
    const [kept, dropped] = wants === 'earlier' ? [earlier, later] : [later, earlier];
    return { value: String(value(later)), keeps: kept.publicId, drops: dropped.publicId };
  };

/** By operation and parameter. */
export const filters: Readonly<Record<string, Readonly<Record<string, Filter>>>> = {
  [`GET ${AGENCY}/clients`]: {
    status: byField(client, 'status', ['lead', 'inactive']),
    search: byField(client, 'name', ['Zephyr House', 'Aurora House']),
  },
  'GET /api/v1/webhooks/{publicId}/deliveries': {
    status: deliveries(() => 'failed', 'earlier'),
    from: deliveries(({ createdAt }) => String(createdAt), 'later'),
    to: deliveries(({ createdAt }) => String(createdAt), 'earlier'),
    event: oneOfTwoEvents,
  },
  'GET /api/v1/audit-logs': {
    actor: auditLines(({ actor }) => (actor as Json).id),
    action: auditLines(({ action }) => action),
    entityType: auditLines(({ entityType }) => entityType),
    entityId: auditLines(({ entityId }) => entityId),
    from: auditLines(({ createdAt }) => createdAt),
    to: auditLines(({ createdAt }) => createdAt, 'earlier'),
  },
  'GET /api/v1/orders': {
    status: async (make) => {
      const [keeps, drops] = [await make.order(), await make.order()];
      await make.changeOrder(keeps, { status: 'submitted' });
      return { value: 'submitted', keeps, drops };
    },
    clientId: byReference(order, 'clientId', (make) => make.orgClient()),
    serviceId: byReference(order, 'serviceId', (make) => make.service()),
    assigneeId: byReference(order, 'assigneeId', async (make) => make.owner.publicUserId(await person(make))),
  },
  'GET /api/v1/tickets': {
    status: byField(orgTicket, 'status', ['pending', 'open']),
    priority: byField(orgTicket, 'priority', priority),
    clientId: byReference(orgTicket, 'clientId', (make) => make.orgClient()),
    assigneeId: byReference(orgTicket, 'assigneeId', async (make) =>
      make.owner.publicUserId(await person(make)),
    ),
    search: byField(orgTicket, 'subject', ['Zephyr ticket', 'Aurora ticket']),
  },
  'GET /api/v1/messages': {
    orderId: async (make) => {
      const [one, other] = [await make.order(), await make.order()];
      const keeps = await make.message({ orderId: one });
      return { value: one, keeps, drops: await make.message({ orderId: other }) };
    },
  },
  'GET /api/v1/services': {
    active: byField((make, changes) => make.service(changes), 'active', [false, true]),
    search: byField((make, changes) => make.service(changes), 'name', ['Zephyr logo', 'Aurora logo']),
  },
  'GET /api/v1/clients': {
    status: byField(orgClient, 'status', ['lead', 'inactive']),
    search: byField(orgClient, 'name', ['Zephyr House', 'Aurora House']),
  },
  [`GET ${AGENCY}/projects`]: {
    client_id: byReference(project, 'client_id', (make) => make.client()),
    status: byField(project, 'status', ['on_hold', 'completed']),
    search: byField(project, 'name', ['Zephyr site', 'Aurora site']),
  },
  [`GET ${AGENCY}/projects/{id}/tasks`]: Object.fromEntries(
    Object.entries(taskFilters).map(([name, filter]) => [name, inProject(filter)]),
  ),
  [`GET ${AGENCY}/tasks`]: {
    ...taskFilters,
    project_id: byReference(task, 'project_id', (make) => make.project()),
    search: byField(task, 'title', ['Zephyr task', 'Aurora task']),
  },
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
  [`GET ${AGENCY}/tickets`]: {
    status: byField(ticket, 'status', ['pending', 'open']),
    priority: byField(ticket, 'priority', priority),
    client_id: byReference(ticket, 'client_id', (make) => make.client()),
    assignee_id: byReference(ticket, 'assignee_id', person),
    search: byField(ticket, 'subject', ['Zephyr ticket', 'Aurora ticket']),
  },
  [`GET ${AGENCY}/workflows`]: { applies_to: byField(workflow, 'applies_to', ['order', 'task']) },

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

  'GET /api/v1/invoices': invoiceFilters(
    invoice,
    { client: 'clientId', from: 'from', to: 'to' },
    namedClient,
  ),
  [`GET ${AGENCY}/invoices`]: invoiceFilters(
    agencyInvoice,
    { client: 'client_id', from: 'from_date', to: 'to_date' },
    agencyClient,
  ),

  [`GET ${MAILS}`]: {
    status: async (make) => ({
      value: 'suppressed',
      keeps: (await suppressedMail(make)).id,
      drops: (await sentMail(make)).id,
    }),
    template: async (make) => {
      const kept = await sentMail(make, 'host.accounts.new-sign-in');
      return { value: kept.template, keeps: kept.id, drops: (await sentMail(make)).id };
    },
    address: async (make) => {
      const kept = await sentMail(make);
      return { value: kept.to, keeps: kept.id, drops: (await sentMail(make)).id };
    },
  },
  'GET /wp-json/billing/v1/packages': {
    unit: async (make) => ({
      value: 'credit',
      keeps: (await sold(make, 'credit')).id,
      drops: (await sold(make, 'token')).id,
    }),
  },
  'GET /api/tokens/transactions': {
    type: async (make) => ({ value: 'consume', keeps: await consumed(make), drops: await granted(make) }),
  },
  'GET /api/notifications': {
    read: async (make) => {
      const keeps = await make.notification();
      const headers = await make.owner.key('ops');
      await make.call('patch', `/api/notifications/${keeps}`, { read: true }, headers);
      return { value: 'true', keeps, drops: await make.notification() };
    },
    type: byField((make, changes) => make.notification(changes), 'type', ['warning', 'error']),
  },

  [`GET ${WP}/users`]: {
    search: users((one) => ({ value: String(one.slug) })),
    include: users((one) => ({ value: String(one.id) })),
    exclude: users((_, other) => ({ value: String(other.id) })),
    slug: users((one) => ({ value: String(one.slug) })),
    roles: users(() => ({ value: 'member' })),
  },
  [`GET ${JOBS}`]: {
    status: jobs('dead'),
    name: jobs('aurora.fails'),
    org_id: async (make) => ({
      value: '4711',
      keeps: await make.job('waiting', 4711),
      drops: await make.job(),
    }),
  },
  [`GET ${WP}/plugins`]: {
    search: async () => ({ value: 'agency', keeps: 'agency', drops: 'billing' }),
    status: async () => ({ value: 'active', keeps: 'agency', drops: 'spare' }),
  },
};

/** Parameters that choose a part or an order of what is there. */
export const WINDOW: ReadonlySet<string> = new Set([
  'total',
  'page',
  'per_page',
  'limit',
  'offset',
  'cursor',
  'order',
  'orderby',
  'context',
  // Whose, and which months: their rows have no names of their own.
  'company_id',
  'year',
  'month',
]);
