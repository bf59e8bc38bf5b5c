import test, { type ExecutionContext } from 'ava';
import { Agency } from '../../plugins/agency/contract.js';
import { Billing, customerDeleting } from '../../plugins/billing/contract.js';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

const sites = new Map<string, Site>();

test.before(async () => {
  for (const database of databases) sites.set(database.engine, await startSite(database));
});
test.after.always(async () => {
  for (const site of sites.values()) await site.stop();
});

function onSites(title: string, body: (t: ExecutionContext, site: Site) => Promise<void>): void {
  for (const { engine } of databases) test(`${engine}: ${title}`, (t) => body(t, sites.get(engine) as Site));
}

onSites('a customer is kept with every field, and read back the same', async (t, { host, actor }) => {
  const { customers } = host.plugins.use(Billing);
  const made = await customers.create(actor, {
    name: 'Ärger & Co',
    email: 'a@example.test',
    address: { city: 'Köln', postalCode: '50667' },
    taxId: 'DE1',
    currency: 'CHF',
    language: 'de',
    paymentTermsDays: 7,
  });
  t.deepEqual(await customers.get(actor, made.id), made);
  t.deepEqual(made.address, {
    line1: null,
    line2: null,
    city: 'Köln',
    state: null,
    postalCode: '50667',
    country: null,
  });
  t.deepEqual(await customers.getMany(actor, [made.id, 987654321]), new Map([[made.id, made]]));
  const changed = await customers.update(actor, made.id, { name: 'Other', address: null });
  t.deepEqual({ ...changed, updatedAt: made.updatedAt }, { ...made, name: 'Other', address: null });
  t.deepEqual(await customers.get(actor, made.id), changed);
});

onSites('the currency is the organisation’s where none is given', async (t, { host, actor }) => {
  const { customers } = host.plugins.use(Billing);
  const { currency } = await host.accounts.directory.organization(actor);
  t.is((await customers.create(actor, { name: 'x' })).currency, currency);
  await t.throwsAsync(customers.create(actor, { name: 'x', currency: 'ZZZ' }), { message: /currency/ });
});

onSites(
  'a customer that is no client is none on the agency’s API',
  async (t, { host, actor, request, admin }) => {
    const { customers } = host.plugins.use(Billing);
    const { id } = await customers.create(actor, { name: 'Only a Zustomer' });
    const base = '/wp-json/agency-os-ai/v1/clients';
    t.is((await request(`${base}/${id}`, { auth: admin })).status, 404);
    t.is((await request(`${base}?search=zustomer`, { auth: admin })).headers.get('x-wp-total'), '0');
    const project = { name: 'x', client_id: id };
    const refused = await request('/wp-json/agency-os-ai/v1/projects', {
      method: 'POST',
      auth: admin,
      body: project,
    });
    t.is(refused.status, 422);
  },
);

onSites('another organisation does not reach a customer', async (t, site) => {
  const { host, actor } = site;
  const { customers } = host.plugins.use(Billing);
  const made = await customers.create(actor, { name: 'Ours' });
  const { orgId } = await site.organization(`Billing ${made.id}`);
  const stranger = { ...actor, orgId };
  await t.throwsAsync(customers.get(stranger, made.id), { message: /No customer/ });
  await t.throwsAsync(customers.update(stranger, made.id, { name: 'Theirs' }), { message: /No customer/ });
  await t.throwsAsync(customers.delete(stranger, made.id), { message: /No customer/ });
  t.is((await customers.getMany(stranger, [made.id])).size, 0);
});

onSites('a customer that is a client is not deleted behind the agency’s back', async (t, { host, actor }) => {
  const { customers } = host.plugins.use(Billing);
  const { clients } = host.plugins.use(Agency);
  const client = await clients.create(actor, { name: 'Both' });
  await t.throwsAsync(customers.delete(actor, client.id), { message: /is a client/ });
  t.is((await clients.get(actor, client.id)).name, 'Both');
});

onSites('a change of the customer is a change of the client', async (t, { host, actor, request, admin }) => {
  const { customers } = host.plugins.use(Billing);
  const { clients } = host.plugins.use(Agency);
  const client = await clients.create(actor, { name: 'Quizzical Early' });
  await customers.update(actor, client.id, { name: 'Jocular Late' });
  t.is((await clients.get(actor, client.id)).name, 'Jocular Late');
  const search = (word: string) =>
    request(`/wp-json/agency-os-ai/v1/clients?search=${word}`, { auth: admin });
  t.is((await search('quizzical')).headers.get('x-wp-total'), '0');
  t.is((await search('jocular')).headers.get('x-wp-total'), '1');
});

onSites('one transaction through agency and billing rolls back as one', async (t, { host, actor }) => {
  const { clients } = host.plugins.use(Agency);
  const client = await clients.create(actor, { name: 'Stays' });
  // The last step of the deletion refuses: what the agency has done before must not stay.
  const stop = host.db.onEvent(customerDeleting, ({ customer }) => {
    if (customer.id === client.id) throw new Error('still billed');
  });
  await t.throwsAsync(clients.delete(actor, client.id), { message: 'still billed' });
  stop();
  t.deepEqual(await clients.get(actor, client.id), client);
  const { items } = await clients.list(actor, { page: 1, perPage: 10, search: 'stays' });
  t.deepEqual(items, [client]);
  const audited = await host.audit.list(
    actor,
    { action: 'client.deleted', entityId: client.publicId },
    {
      kind: 'page',
      page: 1,
      perPage: 1,
    },
  );
  t.is(audited.total, 0);
  await clients.delete(actor, client.id);
});
