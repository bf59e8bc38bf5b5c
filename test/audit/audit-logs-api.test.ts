import test from 'ava';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

interface Line {
  readonly publicId: string;
  readonly actor: { readonly type: string; readonly id: string | null; readonly name: string };
  readonly action: string;
  readonly entityId: string;
  readonly createdAt: string;
}

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  let site: Site;
  let key: string;

  test.before(async () => {
    site = await startSite(database);
    key = await site.key('org', ['audit-logs:read', 'clients:write']);
    for (const client of ['First', 'Second', 'Third'])
      await site.request('/wp-json/agency-os-ai/v1/clients', {
        method: 'POST',
        auth: site.admin,
        body: { name: client },
      });
    await site.request('/api/v1/clients', { method: 'POST', auth: key, body: { name: 'By a program' } });
  });
  test.after.always(() => site?.stop());

  const list = async (query = '', auth = key): Promise<{ data: Line[]; meta: Record<string, number> }> =>
    (await site.request(`/api/v1/audit-logs${query}`, { auth })).body;

  test(name('the log of the organisation comes newest first, in pages, with who did it'), async (t) => {
    const { data, meta } = await list('?action=client.created&limit=3');
    t.like(meta, { page: 1, limit: 3, total: 4, totalPages: 2 });
    t.is(data[0]?.actor.type, 'key');
    const { publicId } = (await site.host.accounts.users.byLogin('admin')) ?? {};
    t.deepEqual(data[1]?.actor, { type: 'user', id: publicId as string, name: 'admin' });
    const times = data.map(({ createdAt }) => createdAt);
    t.deepEqual(times, times.toSorted().reverse());
    t.is((await list('?action=client.created&limit=3&page=2')).data.length, 1);
  });

  test(name('who did it finds people and keys, and nobody where there is none'), async (t) => {
    const { data } = await list('?action=client.created');
    const [byKey, byUser] = data;
    t.is((await list(`?action=client.created&actor=${byKey?.actor.id}`)).data.length, 1);
    t.is((await list(`?action=client.created&actor=${byUser?.actor.id}`)).data.length, 3);
    t.deepEqual((await list('?actor=nobody')).data, []);
  });

  test(name('a day is all of it, and a time that no calendar has is refused by name'), async (t) => {
    const today = new Date().toISOString().slice(0, 10);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    t.is((await list(`?action=client.created&from=${yesterday}&to=${today}`)).data.length, 4);
    t.is((await list(`?action=client.created&to=${yesterday}`)).data.length, 0);
    for (const [field, value] of [
      ['from', '2026-02-31'],
      ['to', '2026-02-31T00:00:00Z'],
      ['to', 'soon'],
    ]) {
      const { status, body } = await site.request(`/api/v1/audit-logs?${field}=${value}`, { auth: key });
      t.is(status, 400);
      t.is(body.error.field, field);
    }
  });

  test(name('what the API makes is found in the log by the id that it answers'), async (t) => {
    const { orgId } = await site.organization('Logged');
    const auth = await site.key('org', ['*'], { ...site.actor, orgId });
    const made = async (path: string, body: object): Promise<string> => {
      const { data } = (await site.request(`/api/v1${path}`, { method: 'POST', auth, body })).body;
      const { data: lines } = await list(`?entityId=${data.publicId}`, auth);
      t.true(
        lines.some(({ action }) => action.endsWith('.created')),
        `${path}: ${lines.map(({ action }) => action)}`,
      );
      return data.publicId;
    };
    const clientId = await made('/clients', { name: 'Logged' });
    const serviceId = await made('/services', { name: 'A logo', price: 1 });
    const orderId = await made('/orders', { clientId, serviceId });
    await made('/messages', { orderId, body: 'Hello' });
    await made('/tickets', { subject: 'A question', message: 'Why?' });
    await made('/invoices', { clientId, lines: [{ description: 'Work', unitPrice: 100 }] });
    await made('/subscriptions', {
      clientId,
      plan: await made('/plans', { slug: 'log', name: 'Log', price: 1 }),
    });
    await made('/forms', { name: 'Contact', schema: { type: 'object' } });
    await made('/reports', { type: 'revenue', from: '2026-01-01', to: '2026-01-31' });
    await made('/api-keys', { name: 'Logged', scopes: [] });
  });

  test(name('nobody sees the log of another organisation, or without the scope'), async (t) => {
    const other = await site.organization('Other');
    const actor = { ...site.actor, orgId: other.orgId };
    const theirs = await site.key('org', ['audit-logs:read'], actor);
    t.deepEqual((await list('?action=client.created', theirs)).data, []);
    const narrow = await site.key('org', ['clients:read']);
    t.is((await site.request('/api/v1/audit-logs', { auth: narrow })).status, 403);
    t.is((await site.request('/api/v1/audit-logs')).status, 401);
  });
}
