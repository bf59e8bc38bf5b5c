import test from 'ava';
import { databases } from '../support/databases.js';
import { HookedSite, verified } from './hooked-site.js';

for (const database of databases) {
  const { engine } = database;
  const hooked = new HookedSite(database);
  test.afterEach.always(async () => {
    for (const { publicId } of (await hooked.send('?limit=100')).body.data) {
      await hooked.send(`/${publicId}`, 'DELETE');
    }
  });

  test.serial(`${engine}: an event arrives signed, and shows in the log`, async (t) => {
    const { publicId, secret } = await hooked.webhook({ events: ['shop.*'] });
    t.regex(secret, /^whsec_[\w+/]{43}=$/);
    await hooked.emit('shop.order.created', { order: 'Ä 1', total: 5 });
    await hooked.emit('agency.client.created', {});
    const details = await hooked.delivery(publicId, 'delivered');
    const [arrived] = await hooked.arrivals(1);
    if (!arrived) return t.fail();
    const envelope = verified(secret, arrived);
    t.like(envelope, { type: 'shop.order.created', data: { order: 'Ä 1', total: 5 } });
    t.is(arrived.headers['webhook-id'], envelope.id);
    t.is(arrived.headers['content-type'], 'application/json');
    t.like(details, {
      publicId: envelope.id,
      attempts: 1,
      lastStatus: 204,
      lastError: null,
      payload: envelope,
    });
    t.like(details.tries[0], { number: 1, status: 204, error: null });
    t.throws(() => verified('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', arrived));
    t.is((await hooked.send(`/${publicId}/deliveries`)).body.meta.total, 1, 'of the other event nothing');
  });

  test.serial(`${engine}: what is too large to be sent is named, and its change goes on`, async (t) => {
    const { secret } = await hooked.webhook({ events: ['shop.*'] });
    const order = { publicId: 'b', notes: 'short', lines: [1] };
    const large = { id: 7, publicId: 'a', body: 'x'.repeat(300_000), order, tags: ['c'] };
    await hooked.emit('shop.message.created', large);
    const [arrived] = await hooked.arrivals(1);
    if (!arrived) return t.fail();
    const expected = { id: 7, publicId: 'a', order: { publicId: 'b' }, omitted: true };
    t.deepEqual(verified(secret, arrived).data, expected);
  });

  test.serial(`${engine}: a webhook that accepts nothing does not hold up the others`, async (t) => {
    const backlog = 18;
    hooked.reset(({ body }, response) => {
      response.writeHead(body.includes('"shop.order.created"') ? 500 : 204).end();
    });
    await hooked.webhook({ events: ['shop.order.*'] });
    const { publicId } = await hooked.webhook({ events: ['shop.message.*'] });
    await hooked.site.host.db.transaction(async () => {
      for (let number = 0; number < backlog; number++) await hooked.emit('shop.order.created', { number });
      await hooked.emit('shop.message.created', {});
    });
    await hooked.delivery(publicId, 'delivered');
    const before = hooked.arrived.findIndex(({ body }) => body.includes('"shop.message.created"'));
    t.true(before >= 0 && before < backlog, `${before} attempts came before`);
    await hooked.quiet();
    t.is(
      new Set(hooked.arrived.map(({ headers }) => headers['webhook-id'])).size,
      backlog + 1,
      'all were tried',
    );
  });

  test.serial(`${engine}: nothing is sent of what rolls back, and all of what commits`, async (t) => {
    const { secret } = await hooked.webhook();
    const { db } = hooked.site.host;
    const undone = db.transaction(async () => {
      await hooked.emit('shop.order.created', { undone: true });
      throw new Error('undone');
    });
    await t.throwsAsync(undone, { message: 'undone' });
    await db.transaction(async () => {
      await hooked.emit('shop.order.created', { number: 1 });
      await hooked.emit('shop.order.created', { number: 2 });
    });
    await hooked.quiet();
    const numbers = hooked.arrived.map((arrived) => verified(secret, arrived).data.number);
    t.deepEqual(numbers.sort(), [1, 2]);
  });

  test.serial(`${engine}: what fails comes again with the same id and body, newly signed`, async (t) => {
    const { publicId, secret } = await hooked.webhook();
    hooked.answer = (_, response) =>
      response.writeHead(hooked.arrived.length < 3 ? 500 : 200).end('{"ok":1}');
    await hooked.emit('shop.order.created', { a: 1 });
    const details = await hooked.delivery(publicId, 'delivered');
    t.is(details.attempts, 3);
    t.deepEqual(
      details.tries.map(({ number, status, error }: Record<string, unknown>) => ({ number, status, error })),
      [
        { number: 1, status: 500, error: 'The receiver answered 500' },
        { number: 2, status: 500, error: 'The receiver answered 500' },
        { number: 3, status: 200, error: null },
      ],
    );
    t.is(new Set(hooked.arrived.map(({ headers }) => headers['webhook-id'])).size, 1);
    t.is(new Set(hooked.arrived.map(({ body }) => body)).size, 1);
    for (const arrived of hooked.arrived) verified(secret, arrived);
  });

  test.serial(
    `${engine}: it is given up after the last attempt, and a replay sends the same once more`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      hooked.answer = (_, response) => response.writeHead(500).end();
      await hooked.emit('shop.order.created', { a: 1 });
      const given = await hooked.delivery(publicId, 'failed');
      t.like(given, { attempts: 4, lastStatus: 500, lastError: 'The receiver answered 500' });
      const [first] = hooked.arrived;
      hooked.reset();
      const replayed = await hooked.send(`/${publicId}/deliveries/${given.publicId}/replay`, 'POST');
      t.like(replayed.body.data, { status: 'pending', endedAt: null });
      t.like(await hooked.delivery(publicId, 'delivered'), { publicId: given.publicId, attempts: 5 });
      t.is(hooked.arrived.length, 1);
      t.is(hooked.arrived[0]?.body, first?.body);
      t.is(hooked.arrived[0]?.headers['webhook-id'], first?.headers['webhook-id']);
    },
  );

  test.serial(`${engine}: a range of what was given up is replayed, or all of it`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = ({ body }, response) => response.writeHead(body.includes('bad') ? 500 : 200).end();
    for (const name of ['bad 1', 'good', 'bad 2']) await hooked.emit('shop.order.created', { name });
    await hooked.quiet();
    hooked.reset();
    const range = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
    const failed = await hooked.send(`/${publicId}/replay`, 'POST', range);
    t.deepEqual(failed.body.data, { queued: 2, next: null });
    await hooked.quiet();
    t.deepEqual(hooked.arrived.map(({ body }) => JSON.parse(body).data.name).sort(), ['bad 1', 'bad 2']);
    const all = await hooked.send(`/${publicId}/replay`, 'POST', { ...range, only: 'all' });
    t.is(all.body.data.queued, 3);
    const none = await hooked.send(`/${publicId}/replay`, 'POST', { ...range, to: range.from });
    t.is(none.body.data.queued, 0);
    await hooked.quiet();
    t.is(hooked.arrived.length, 5);
  });

  test.serial(
    `${engine}: a receiver that asks to wait is left alone so long, and it costs no attempt`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      let before = 0;
      let waited = 0;
      hooked.answer = (_, response) => {
        if (before === 0) {
          before = Date.now();
          response.writeHead(429, { 'retry-after': '1' }).end();
          return;
        }
        waited = Date.now() - before;
        response.writeHead(200).end();
      };
      await hooked.emit('shop.order.created', {});
      t.is((await hooked.delivery(publicId, 'delivered')).attempts, 2);
      t.true(waited >= 900, `waited ${waited} ms`);
    },
  );

  test.serial(
    `${engine}: what was given up at a pause is replayed at once, and not again by its old job`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      hooked.answer = (_, response) => response.writeHead(503, { 'retry-after': '2' }).end();
      await hooked.emit('shop.order.created', {});
      await hooked.arrivals(1);
      await hooked.send(`/${publicId}/pause`, 'POST');
      const given = await hooked.delivery(publicId, 'failed');
      t.is(given.lastError, 'The webhook was paused');
      await hooked.send(`/${publicId}/resume`, 'POST');
      hooked.reset();
      await hooked.send(`/${publicId}/deliveries/${given.publicId}/replay`, 'POST');
      await hooked.delivery(publicId, 'delivered');
      await hooked.eventually(async () => {
        const left = hooked.site.host.db.query('kp_jobs').whereIn('status', ['waiting', 'ready', 'running']);
        return ((await left) as unknown as unknown[]).length === 0 ? true : undefined;
      });
      t.is(hooked.arrived.length, 1);
    },
  );

  test.serial(`${engine}: 410 pauses the webhook at once`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = (_, response) => response.writeHead(410).end();
    await hooked.emit('shop.order.created', {});
    t.is((await hooked.delivery(publicId, 'failed')).attempts, 1);
    t.like((await hooked.send(`/${publicId}`)).body.data, { status: 'paused', pausedReason: 'gone' });
    await hooked.emit('shop.order.created', {});
    t.is((await hooked.send(`/${publicId}/deliveries`)).body.meta.total, 1);
    t.is((await hooked.send(`/${publicId}/ping`, 'POST')).status, 409);
    t.like((await hooked.send(`/${publicId}/resume`, 'POST')).body.data, {
      status: 'active',
      pausedAt: null,
    });
    hooked.reset();
    await hooked.send(`/${publicId}/ping`, 'POST');
    await hooked.delivery(publicId, 'delivered');
    t.is(JSON.parse(hooked.arrived[0]?.body ?? '').type, 'webhooks.ping');
  });

  test.serial(`${engine}: while a new secret settles in, the old one is good as well`, async (t) => {
    const { publicId, secret } = await hooked.webhook();
    const rotated = await hooked.send(`/${publicId}/rotate-secret`, 'POST', {});
    const { secret: newer } = rotated.body.data;
    t.not(newer, secret);
    await hooked.emit('shop.order.created', {});
    const [arrived] = await hooked.arrivals(1);
    if (!arrived) return t.fail();
    t.is(arrived.headers['webhook-signature']?.split(' ').length, 2);
    verified(secret, arrived);
    verified(newer, arrived);
    const last = (await hooked.send(`/${publicId}/rotate-secret`, 'POST', { graceSeconds: 0 })).body.data
      .secret;
    hooked.reset();
    await hooked.emit('shop.order.created', {});
    const [after] = await hooked.arrivals(1);
    if (!after) return t.fail();
    verified(last, after);
    t.throws(() => verified(newer, after));
  });

  test.serial(
    `${engine}: deliveries go with their attempts after 30 days, unless they are still to leave`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      const { background, db } = hooked.site.host;
      await hooked.emit('shop.order.created', { number: 1 });
      await hooked.emit('shop.order.created', { number: 2 });
      await hooked.quiet();
      const { data } = (await hooked.send(`/${publicId}/deliveries`)).body;
      const [waiting, ended] = data.map(({ publicId: id }: { publicId: string }) => id);
      const before = { created_at: '2020-01-01 00:00:00.000' };
      await db.query('kp_webhook_deliveries').where({ public_id: ended }).update(before);
      await db
        .query('kp_webhook_deliveries')
        .where({ public_id: waiting })
        .update({ ...before, status: 'pending' });
      const { signal } = new AbortController();
      const run = { slot: new Date(), signal, assertHeld: async () => {} };
      const attempts = async () => Number((await db.query('kp_webhook_attempts').count({ n: '*' }))[0]?.n);
      const made = await attempts();
      await background.cron.tasks.find('host.webhooks.prune')?.run(run);
      t.is((await hooked.send(`/${publicId}/deliveries/${ended}`)).status, 404);
      t.is(await attempts(), made - 1);
      t.is((await hooked.send(`/${publicId}/deliveries/${waiting}`)).status, 200);
    },
  );
}
