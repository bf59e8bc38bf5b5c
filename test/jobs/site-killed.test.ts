import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ADMIN, SiteProcess } from '../faults/site-process.js';
import { exchange, type Headers } from '../matrix/exchange.js';
import { Rows } from '../matrix/rows.js';
import { browserHeaders } from '../matrix/sign-in.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases } from '../support/databases.js';

const PATH = '/wp-json/agency-os-ai/v1/orders';
const KILLS = Math.min(10, 2 * Number(process.env.TEST_EFFORT ?? 1));
const IN_ONE_CALL = 20;

/** Each call writes an order down and a job for each of its lines, in one transaction; each job delivers its line once. */
const SHOP = {
  name: 'shop',
  migrations: {
    '20260101_01_create_shop_orders': "await create('shop_orders');",
    '20260101_02_create_shop_deliveries': `await create('shop_deliveries');
      await knex.schema.alterTable('shop_deliveries', (table) => table.string('line', 40));`,
  },
  setup: `
    const orders = api.siteTable('shop_orders', { keepTotals: false });
    const deliveries = api.siteTable('shop_deliveries', { keepTotals: false });
    host.job({
      name: 'shop.deliver',
      async run(line, job) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
        await job.complete(() => host.db.site(deliveries).insert({ line }));
      },
    });
    const order = () => host.db.transaction(async () => {
      const made = (await host.db.site(orders).all()).length + 1;
      await host.db.site(orders).insert({ id: made });
      for (let line = 0; line < ${IN_ONE_CALL}; line += 1)
        await host.jobs.enqueue('shop.deliver', made + '-' + line, { orgId: 1 + line % 3 });
      return { made };
    });
    host.routes('agency-os', routesAt('/orders', order));`,
};

for (const database of databases.filter(({ engine }) => engine === 'sqlite')) {
  test(`${database.engine}: a site that is killed under its jobs delivers each line once`, async (t) => {
    const place = await database.open();
    t.teardown(() => place.drop());
    const folder = join(place.dataDir, 'given-plugins');
    writePlugin(folder, SHOP);
    const env = { PLUGINS_DIR: folder };
    let headers: Headers | undefined;
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const site = await SiteProcess.start(place, env);
      if (!headers) {
        headers = await browserHeaders(site.url, { ...ADMIN, email: '' });
        await activate(site, headers);
      }
      const calls = 2 + Math.floor(Math.random() * 4);
      for (let call = 0; call < calls; call += 1)
        if ((await exchange(site.url, { method: 'get', path: PATH, headers })).status === 200)
          acknowledged += 1;
      await site.end('SIGKILL');
    }
    const site = await SiteProcess.start(place, env);
    const rows = await Rows.open(place);
    try {
      while ((await rows.all("select id from kp_jobs where status <> 'done'")).length > 0) await sleep(50);
      const lines = await rows.all('select line from shop_deliveries');
      const orders = await rows.all('select id from shop_orders');
      t.true(orders.length >= acknowledged && acknowledged >= KILLS);
      const expected = orders.flatMap(({ id }) =>
        Array.from({ length: IN_ONE_CALL }, (_, line) => `${id}-${line}`),
      );
      t.deepEqual(lines.map(({ line }) => String(line)).sort(), expected.sort());
    } finally {
      await rows.close();
    }
    t.deepEqual(await site.end('SIGTERM'), { code: 0, signal: null }, site.said);
  });
}

async function activate(site: SiteProcess, headers: Headers): Promise<void> {
  const path = '/wp-json/wp/v2/plugins/shop';
  const { status, text } = await exchange(site.url, {
    method: 'post',
    path,
    body: { status: 'active' },
    headers,
  });
  if (status !== 200) throw new Error(`${status} ${text}`);
}
