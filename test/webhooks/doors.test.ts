import test from 'ava';
import { orgClientBody } from '../contract/samples/agency-bodies.js';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { HookedSite, verified, WEBHOOKS } from './hooked-site.js';

for (const database of databases) {
  const { engine } = database;
  const hooked = new HookedSite(database);

  const foreignKey = async () => {
    const { orgId } = await hooked.site.organization(`Elsewhere ${Math.random()}`);
    const actor = { ...hooked.site.actor, orgId };
    return { orgId, auth: await hooked.site.key('org', ['webhooks:read', 'webhooks:write'], actor) };
  };

  test.serial(
    `${engine}: addresses that may not be called, and patterns that mean nothing, are refused`,
    async (t) => {
      for (const url of [
        'http://example.com/',
        'https://10.0.0.1/',
        'https://[::1]/',
        'https://0x0a000001/',
        'https://169.254.169.254/latest/meta-data/',
        'https://example.com:25/',
        'https://user:password@example.com/',
      ]) {
        const { status, body } = await hooked.send('', 'POST', { url });
        t.is(status, 422, url);
        t.is(body.error.field, 'url');
        t.false(JSON.stringify(body).includes('password@'));
      }
      for (const events of [
        [],
        ['a b'],
        ['*.created'],
        ['agency.*.created'],
        ['Agency.*'],
        ['a'.repeat(121)],
      ]) {
        const { status, body } = await hooked.send('', 'POST', { url: 'https://example.com/', events });
        t.is(status, 400, JSON.stringify(events));
        t.regex(body.error.field, /^events/);
      }
      t.is((await hooked.send('', 'POST', { url: 'https://example.com/', secret: 'mine' })).status, 400);
    },
  );

  test.serial(`${engine}: the secret is shown once, and neither in the log of changes`, async (t) => {
    const { publicId, secret } = await hooked.webhook({ description: 'Books' });
    const rotated = await hooked.send(`/${publicId}/rotate-secret`, 'POST', {});
    await hooked.send(`/${publicId}`, 'PUT', { description: null });
    const shown = [await hooked.send(`/${publicId}`), await hooked.send(''), await hooked.send('/')];
    const audit = await hooked.site.host.db.query('kp_audit_log').where({ entity_id: publicId });
    const text = JSON.stringify([...shown.map(({ body }) => body), audit]);
    t.false(text.includes(secret) || text.includes(rotated.body.data.secret));
    const actions = (audit as unknown as { action: string }[]).map(({ action }) => action);
    t.deepEqual(actions, ['webhook.created', 'webhook.secret_rotated', 'webhook.updated']);
    const stored = await hooked.site.host.db.query('kp_secrets').where('name', 'like', `${publicId}%`);
    t.is((stored as unknown as unknown[]).length, 2);
    t.false(JSON.stringify(stored).includes(secret));
    t.is((await hooked.send(`/${publicId}`, 'DELETE')).status, 204);
    const left = await hooked.site.host.db.query('kp_secrets').where('name', 'like', `${publicId}%`);
    t.deepEqual(left as unknown, []);
  });

  test.serial(`${engine}: another organisation neither sees a webhook nor is told through it`, async (t) => {
    const { publicId } = await hooked.webhook();
    await hooked.emit('shop.order.created', { own: true });
    const { publicId: delivery } = await hooked.delivery(publicId, 'delivered');
    const { orgId, auth } = await foreignKey();
    await hooked.emit('shop.order.created', { own: false }, orgId);
    const path = `/${publicId}`;
    for (const [below, method, body] of [
      ['', 'GET'],
      ['', 'DELETE'],
      ['', 'PUT', { description: 'x' }],
      ['/rotate-secret', 'POST', {}],
      ['/pause', 'POST'],
      ['/resume', 'POST'],
      ['/ping', 'POST'],
      ['/deliveries', 'GET'],
      [`/deliveries/${delivery}`, 'GET'],
      [`/deliveries/${delivery}/replay`, 'POST'],
      ['/replay', 'POST', { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }],
    ] as const) {
      t.is((await hooked.send(path + below, method, body, auth)).status, 404, `${method} ${below}`);
    }
    t.deepEqual((await hooked.send('', 'GET', undefined, auth)).body.data, []);
    await hooked.quiet();
    t.is(hooked.arrived.length, 1);
    await hooked.send(path, 'DELETE');
  });

  test.serial(
    `${engine}: a client that is made over the API is told of in its own transaction`,
    async (t) => {
      const { publicId, secret } = await hooked.webhook({ events: ['agency.client.*'] });
      const key = await hooked.site.key('org', ['clients:read', 'clients:write']);
      const call = (path: string, method: string, body?: unknown) =>
        hooked.site.request(`/api/v1/clients${path}`, { method, auth: key, body });
      const made = (await call('', 'POST', orgClientBody())).body.data;
      await call(`/${made.publicId}`, 'PUT', { company: 'Renamed' });
      await call(`/${made.publicId}`, 'DELETE');
      await hooked.quiet();
      const told = hooked.arrived.map((arrived) => verified(secret, arrived));
      t.deepEqual(told.map(({ type }) => type).sort(), [
        'agency.client.created',
        'agency.client.deleted',
        'agency.client.updated',
      ]);
      const created = told.find(({ type }) => type === 'agency.client.created');
      t.like(created?.data, { publicId: made.publicId, name: made.name, createdAt: made.createdAt });
      const events = await hooked.site.request('/api/v1/webhook-events', { auth: hooked.key });
      const names = events.body.data.map(({ name }: { name: string }) => name);
      for (const { type } of told) t.true(names.includes(type));
      await hooked.send(`/${publicId}`, 'DELETE');
    },
  );

  test.serial(`${engine}: an event of an organisation without webhooks costs no statement`, async (t) => {
    const { orgId } = await foreignKey();
    await hooked.emit('shop.order.created', {}, orgId);
    const { db } = hooked.site.host;
    let statements = 0;
    const counting = (name: 'of' | 'query' | 'transaction') => {
      const whole = db[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(db, name, {
        configurable: true,
        value: (...args: unknown[]) => {
          statements += 1;
          return whole.apply(db, args);
        },
      });
    };
    for (const name of ['of', 'query', 'transaction'] as const) counting(name);
    // Nothing waits while these run: only what they ask for themselves is counted.
    const told = Array.from({ length: 100 }, () => hooked.emit('shop.order.created', {}, orgId));
    const asked = statements;
    await Promise.all(told);
    for (const name of ['of', 'query', 'transaction'] as const) Reflect.deleteProperty(db, name);
    t.is(asked, 0);
  });

  test.serial(`${engine}: a webhook whose making was undone is told of nothing`, async (t) => {
    const { host, actor } = hooked.site;
    const url = `${hooked.receiver.url}/hook`;
    const undone = host.db.transaction(async () => {
      await host.background.webhooks.endpoints.create(actor, { url });
      await hooked.emit('shop.order.created', {});
      throw new Error('undone');
    });
    await t.throwsAsync(undone, { message: 'undone' });
    await hooked.emit('shop.order.created', {});
    await hooked.quiet();
    t.is(hooked.arrived.length, 0);
    const { publicId } = await hooked.webhook();
    await hooked.emit('shop.order.created', {});
    await hooked.delivery(publicId, 'delivered');
    await hooked.send(`/${publicId}`, 'DELETE');
  });

  if (engine === 'mysql') {
    test.serial(
      'a webhook that is made or paused in one process is known in the other at its next look',
      async (t) => {
        const place = hooked.site.database;
        const other = await startSite(database, { place });
        const emit = () =>
          other.host.background.webhooks.webhooks.emit(hooked.site.actor.orgId, 'shop.a.b', {});
        await emit();
        const { publicId } = await hooked.webhook();
        const count = async () => (await hooked.send(`/${publicId}/deliveries`)).body.meta.total;
        await other.host.revisions.look();
        await emit();
        t.is(await count(), 1);
        await hooked.send(`/${publicId}/pause`, 'POST');
        await other.host.revisions.look();
        await emit();
        t.is(await count(), 1);
        await other.stop();
        await hooked.send(`/${publicId}`, 'DELETE');
      },
    );
  }

  test.serial(`${engine}: reading and writing are scopes of their own`, async (t) => {
    const { publicId } = await hooked.webhook();
    const reader = await hooked.site.key('org', ['webhooks:read']);
    t.is((await hooked.send(`/${publicId}`, 'GET', undefined, reader)).status, 200);
    for (const below of ['/pause', '/ping', '/rotate-secret']) {
      t.is((await hooked.send(`/${publicId}${below}`, 'POST', {}, reader)).status, 403);
    }
    t.is((await hooked.site.request(WEBHOOKS)).status, 401);
    await hooked.send(`/${publicId}`, 'DELETE');
  });
}
