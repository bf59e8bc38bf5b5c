import { join } from 'node:path';
import test from 'ava';
import { databases } from '../support/databases.js';
import { startSite } from '../support/site.js';
import { writePlugin } from './written-plugins.js';

const CYCLES = 20 * Number(process.env.TEST_EFFORT ?? 1);
const CLIENTS = 8;

/** Answers late, and fails when its plugin was disposed under it. */
const setup = `
  let open = true;
  host.onDispose(() => { open = false; });
  host.routes('org', routesAt('/v1/hello', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (!open) throw new Error('disposed under a request');
    return { hello: true };
  }));
`;

for (const database of databases) {
  test(`${database.engine}: switching on and off under clients drops no request`, async (t) => {
    const place = await database.open();
    const pluginsDir = join(place.dataDir, 'given-plugins');
    writePlugin(pluginsDir, { name: 'hello', setup });
    const site = await startSite(database, { place, pluginsDir });
    const counts = new Map<number | string, number>();
    let over = false;
    const client = async () => {
      while (!over) {
        const seen = await site.request('/api/v1/hello').then(
          (answer) => answer.status,
          (error: unknown) => String(error),
        );
        counts.set(seen, (counts.get(seen) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    try {
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        await site.host.plugins.activate('hello', site.actor);
        t.is((await site.request('/api/v1/hello')).status, 200);
        await site.host.plugins.deactivate('hello', site.actor);
        t.is((await site.request('/api/v1/hello')).status, 404);
      }
    } finally {
      over = true;
      await Promise.all(clients);
      await site.stop();
      await place.drop();
    }
    t.deepEqual([...counts.keys()].toSorted(), [200, 404]);
  });
}
