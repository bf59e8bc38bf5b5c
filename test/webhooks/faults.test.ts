import test from 'ava';
import { databases } from '../support/databases.js';
import { HookedSite } from './hooked-site.js';

const DAY_MS = 86_400_000;

for (const database of databases) {
  const { engine } = database;
  const hooked = new HookedSite(database);

  test.serial(`${engine}: a receiver that hangs is left after its time, and tried again`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = (_, response) => {
      if (hooked.arrived.length > 1) response.writeHead(200).end();
    };
    await hooked.emit('shop.order.created', {});
    const { tries } = await hooked.delivery(publicId, 'delivered');
    t.is(tries.length, 2);
    t.like(tries[0], { status: null, error: '127.0.0.1 has not answered within 1000 ms' });
    await hooked.send(`/${publicId}`, 'DELETE');
  });

  test.serial(`${engine}: a redirect to an internal address is not followed`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = (_, response) =>
      response.writeHead(307, { location: `${hooked.receiver.url}/inside` }).end();
    hooked.receiver.asked.length = 0;
    await hooked.emit('shop.order.created', {});
    const { lastError } = await hooked.delivery(publicId, 'failed');
    t.is(lastError, 'The receiver answered 307: redirects are not followed');
    t.deepEqual([...new Set(hooked.receiver.asked)], ['/hook']);
    await hooked.send(`/${publicId}`, 'DELETE');
  });

  test.serial(`${engine}: an answer of 10 MB is cut, and counts by its status`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = (_, response) => response.writeHead(200).end(Buffer.alloc(10_000_000, 'x'));
    await hooked.emit('shop.order.created', {});
    const { tries } = await hooked.delivery(publicId, 'delivered');
    t.is(tries[0].status, 200);
    t.is(tries[0].responseBody.length, 2001);
    await hooked.send(`/${publicId}`, 'DELETE');
  });

  test.serial(`${engine}: a receiver that hangs up, or breaks the protocol, is tried again`, async (t) => {
    const { publicId } = await hooked.webhook();
    hooked.answer = (_, response) => {
      if (hooked.arrived.length === 1) response.socket?.destroy();
      else if (hooked.arrived.length === 2) response.socket?.end('SMTP ready\r\n\r\n');
      else response.writeHead(200).end();
    };
    await hooked.emit('shop.order.created', {});
    const { tries } = await hooked.delivery(publicId, 'delivered');
    t.deepEqual(
      tries.map(({ status }: { status: number | null }) => status),
      [null, null, 200],
    );
    await hooked.send(`/${publicId}`, 'DELETE');
  });

  test.serial(
    `${engine}: what a receiver says of secrets is masked, and what is sent is whole`,
    async (t) => {
      const { publicId, secret } = await hooked.webhook();
      hooked.answer = (_, response) =>
        response
          .writeHead(200, { 'set-cookie': 'session=abc123', 'x-kind': 'plain' })
          .end(JSON.stringify({ ok: true, access_token: 'abc123', echo: `was ${secret}` }));
      await hooked.emit('shop.user.created', { name: 'Ann', password: 'hunter2', deep: [{ apiKey: 'k1' }] });
      const details = await hooked.delivery(publicId, 'delivered');
      const [{ responseHeaders, responseBody }] = details.tries;
      t.like(responseHeaders, { 'set-cookie': '[redacted]', 'x-kind': 'plain' });
      t.deepEqual(JSON.parse(responseBody), { ok: true, access_token: '[redacted]', echo: 'was [redacted]' });
      t.deepEqual(details.payload.data, {
        name: 'Ann',
        password: '[redacted]',
        deep: [{ apiKey: '[redacted]' }],
      });
      const sent = JSON.parse(hooked.arrived[0]?.body ?? '').data;
      t.deepEqual(sent, { name: 'Ann', password: 'hunter2', deep: [{ apiKey: 'k1' }] });
      await hooked.send(`/${publicId}`, 'DELETE');
    },
  );

  test.serial(
    `${engine}: twenty in a row that are given up pause the webhook, and people are told`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      hooked.answer = (_, response) => response.writeHead(500).end();
      const before = (await hooked.notices()).length;
      for (let event = 0; event < 19; event += 1) await hooked.emit('shop.order.created', { event });
      await hooked.quiet();
      t.is((await hooked.send(`/${publicId}`)).body.data.status, 'active');
      await hooked.emit('shop.order.created', { event: 20 });
      await hooked.quiet();
      t.like((await hooked.send(`/${publicId}`)).body.data, { status: 'paused', pausedReason: 'failing' });
      const told = (await hooked.notices()).slice(before);
      t.deepEqual(told, ['webhooks.paused']);
      await hooked.send(`/${publicId}`, 'DELETE');
    },
  );

  test.serial(
    `${engine}: so does one when nothing has got through for five days; success ends a run`,
    async (t) => {
      const { publicId } = await hooked.webhook();
      const { db } = hooked.site.host;
      const row = () => db.query('kp_webhook_endpoints').where({ public_id: publicId });
      const failingFor = async (days: number) => {
        const since = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 23).replace('T', ' ');
        await row().update({ failing_since: since, given_up: 1 });
      };
      await failingFor(6);
      await hooked.emit('shop.order.created', {});
      await hooked.delivery(publicId, 'delivered');
      const [well] = (await row()) as unknown as { failing_since: unknown; given_up: number }[];
      t.like(well, { failing_since: null, given_up: 0 });

      hooked.answer = (_, response) => response.writeHead(500).end();
      for (const days of [4, 6]) {
        await failingFor(days);
        await hooked.emit('shop.order.created', {});
        await hooked.quiet();
        const { status } = (await hooked.send(`/${publicId}`)).body.data;
        t.is(status, days === 4 ? 'active' : 'paused');
      }
      await hooked.send(`/${publicId}`, 'DELETE');
    },
  );
}
