import test, { type ExecutionContext } from 'ava';
import { Agency } from '../../plugins/agency/contract.js';
import { STAGES } from '../../plugins/agency/workflows/workflow-row.js';
import { Billing } from '../../plugins/billing/contract.js';
import { INVOICES } from '../../plugins/billing/invoices/invoice-row.js';
import { PLANS } from '../../plugins/billing/subscriptions/plan-row.js';
import { createLogger } from '../../src/log.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { whileHeld } from '../support/while-held.js';
import { AgencyApi } from './agency-site.js';

const mysql = databases.filter(({ engine }) => engine === 'mysql');
const sites = new Map<TestDatabase, Site>();
/** Of transactions that were undone, since they waited for each other. */
let repeated: string[] = [];
const log = createLogger('debug', (line) => {
  if (line.includes('transaction is repeated')) repeated.push(line);
});

test.before(async () => {
  for (const database of mysql) sites.set(database, await startSite(database, { options: { log } }));
});
test.after.always(async () => {
  for (const site of sites.values()) await site.stop();
});

/** SQLite lets one transaction write at a time: there is nothing to meet. One after the other: they look who waits. */
function onMysql(title: string, body: (t: ExecutionContext, site: Site, api: AgencyApi) => Promise<void>) {
  for (const database of mysql)
    test.serial(`${database.engine}: ${title}`, async (t) => {
      const site = sites.get(database) as Site;
      await body(t, site, new AgencyApi(site));
    });
}

onMysql('a task that moves into a stage while that becomes final is done', async (t, site, api) => {
  const task = await api.task();
  const { workflow_id } = await api.get(`/projects/${task.project_id}`);
  const stages: { id: number }[] = await api.get(`/workflows/${workflow_id}/stages`);
  const next = stages[1]?.id as number;
  const moved = await whileHeld(
    site,
    'agency_stages',
    () => site.host.db.of(STAGES, site.actor).where({ id: next }).update({ isFinal: true }),
    () => api.put(`/tasks/${task.id}`, { stage_id: next }),
  );
  t.like(moved, { stage_id: next, status: 'done' });
});

onMysql(
  'a customer renamed while the company of the client changes is found by both',
  async (t, site, api) => {
    const { id } = await api.client({ name: 'Older', company: 'Alpha' });
    const { clients } = site.host.plugins.use(Agency);
    const { customers } = site.host.plugins.use(Billing);
    await whileHeld(
      site,
      'billing_customers',
      () => clients.update(site.actor, id, { company: 'Beta' }),
      () => customers.update(site.actor, id, { name: 'Newer' }),
    );
    for (const [word, found] of [
      ['beta', [id]],
      ['newer', [id]],
      ['alpha', []],
      ['older', []],
    ] as const) {
      t.deepEqual((await api.list(`/clients?search=${word}`)).ids, [...found], word);
    }
  },
);

onMysql(
  'a project made while its client is deleted is refused, and the other way round',
  async (t, site, api) => {
    const { clients, projects } = site.host.plugins.use(Agency);
    const gone = await api.client();
    const refused = await whileHeld(
      site,
      'agency_clients',
      () => clients.delete(site.actor, gone.id),
      () => api.send('POST', '/projects', { body: { name: 'Late', client_id: gone.id } }),
    );
    t.is((refused as { status: number }).status, 422);

    const kept = await api.client();
    const second = await whileHeld(
      site,
      'agency_clients',
      () => projects.create(site.actor, { name: 'First', clientId: kept.id }),
      () => api.send('DELETE', `/clients/${kept.id}`),
    );
    t.is((second as { status: number }).status, 409);
    t.is((await api.list(`/projects?client_id=${kept.id}`)).total, 1);
  },
);

onMysql('a client, its customer and its time are locked in one order', async (t, site, api) => {
  const { clients } = site.host.plugins.use(Agency);
  const { customers } = site.host.plugins.use(Billing);
  const { id } = await api.client({ currency: 'EUR', hourly_rate: 6000 });
  await api.entry({ project_id: (await api.project({ client_id: id })).id });
  const others: (() => Promise<unknown>)[] = [
    () => clients.update(site.actor, id, { company: 'Beta' }),
    () => api.make('/invoices/create-from-time-entries', { client_id: id }),
  ];
  for (const [turn, other] of others.entries()) {
    repeated = [];
    await whileHeld(
      site,
      'billing_customers',
      () => customers.hold(site.actor, id, 'id'),
      other,
      () => customers.update(site.actor, id, { name: `Newer ${turn}` }),
    );
    t.deepEqual(repeated, []);
  }
  t.like(await api.get(`/clients/${id}`), { name: 'Newer 1', company: 'Beta' });
});

onMysql('who ends a subscription waits for who pays it, holding nothing', async (t, site, api) => {
  const { invoices, plans, subscriptions } = site.host.plugins.use(Billing);
  const { actor, host } = site;
  const { id: customerId } = await api.client({ currency: 'EUR' });
  const { slug: plan } = await plans.create(actor, { slug: 'p', name: 'P', price: 3000, currency: 'EUR' });
  const { id } = await subscriptions.create(actor, { customerId, plan, incomplete: true });
  const draft = (await subscriptions.unpaid(actor, id))?.id ?? 0;
  repeated = [];
  const ended = await whileHeld(
    site,
    'billing_invoices',
    () => host.db.of(INVOICES, actor).where({ id: draft }).forUpdate().first(),
    () => subscriptions.cancel(actor, id, 'now'),
    () => invoices.pay(actor, draft, { method: 'cash', key: 'cash' }),
  );
  t.deepEqual(repeated, []);
  t.deepEqual([ended.status, (await invoices.get(actor, draft)).status], ['cancelled', 'paid']);
});

onMysql('who subscribes and who changes hold the plan before the customer', async (t, site, api) => {
  const { customers, plans, subscriptions } = site.host.plugins.use(Billing);
  const { actor, host } = site;
  const { id: customerId } = await api.client({ currency: 'EUR' });
  const [one, two] = ['one', 'two'];
  for (const slug of [one, two])
    await plans.create(actor, { slug, name: slug, price: 3000, currency: 'EUR' });
  const { id } = await subscriptions.create(actor, { customerId, plan: one });
  repeated = [];
  for (const other of [
    () => subscriptions.create(actor, { customerId, plan: two }),
    () => subscriptions.changePlan(actor, id, { plan: two }),
  ])
    await whileHeld<unknown>(
      site,
      'billing_plans',
      () => host.db.of(PLANS, actor).where({ slug: two }).forUpdate().first(),
      other,
      () => customers.hold(actor, customerId, 'id'),
    );
  t.deepEqual(repeated, []);
  t.is((await subscriptions.get(actor, id)).plan.slug, two);
});
