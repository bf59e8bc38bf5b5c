import test from 'ava';
import { orgClientBody } from '../contract/samples/agency-bodies.js';
import { ADMIN, SiteProcess } from '../faults/site-process.js';
import { exchange } from '../matrix/exchange.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { Receiver } from '../outgoing/receiver.js';
import { databases } from '../support/databases.js';

const HOOKS = '/api/v1/webhooks';

for (const database of databases) {
  const { engine } = database;

  test.serial(
    `${engine}: a site killed between a receiver's yes and writing it down sends the same again, and no other`,
    async (t) => {
      const place = await database.open();
      const env = { OUTGOING_ALLOW: '127.0.0.0/8' };
      let site = await SiteProcess.start(place, env);
      const ids: string[] = [];
      let killing: Promise<unknown> | undefined;
      const receiver = await Receiver.open(async (request, response) => {
        ids.push(String(request.headers['webhook-id']));
        // The receiver has accepted; the site never hears of it.
        killing ??= site.end('SIGKILL');
        await killing;
        response.writeHead(200).end();
      });
      const headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
      const call = (method: string, path: string, body?: Record<string, unknown>) =>
        exchange(site.url, { method, path, body, headers });
      const made = await call('post', HOOKS, { url: receiver.url, events: ['agency.client.created'] });
      const { publicId } = (made.body as { data: { publicId: string } }).data;
      // The answer itself may be lost with the site: the client is what counts.
      await call('post', '/api/v1/clients', orgClientBody()).catch(() => undefined);
      while (!killing) await new Promise((resolve) => setTimeout(resolve, 20));
      await killing;

      site = await SiteProcess.start(place, env);
      const path = `${HOOKS}/${publicId}/deliveries`;
      const deliveries = async () =>
        ((await call('get', path)).body as { data: { publicId: string; status: string }[] }).data;
      while ((await deliveries())[0]?.status !== 'delivered') {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const log = await deliveries();
      t.is(log.length, 1);
      t.is(ids.length, 2);
      t.deepEqual([...new Set(ids)], [log[0]?.publicId]);
      const clients = (await call('get', '/api/v1/clients')).body as { data: unknown[] };
      t.is(clients.data.length, 1);
      await site.end('SIGTERM');
      await receiver.close();
      await place.drop();
    },
  );
}
