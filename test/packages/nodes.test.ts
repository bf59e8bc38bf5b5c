import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger } from '../../src/log.js';
import { Nodes } from '../../src/nodes/nodes.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';
import { parcel } from './parcels.js';
import { sendPackage } from './send-package.js';

const DEADLINE_MS = 30_000;

/** Two processes' worth of one site: one database, a folder each. */
async function twoNodes(t: ExecutionContext, database: TestDatabase): Promise<readonly [Site, Site]> {
  const place = await database.open();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'koapress-second-'));
  const a = await startSite(database, { place });
  const b = await startSite(database, { place: { ...place, dataDir } });
  t.teardown(async () => {
    await b.stop();
    await a.stop();
    await place.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return [a, b];
}

const me = (site: Site) => ({ auth: site.admin, password: ADMIN.password });

async function until(t: ExecutionContext, what: string, is: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await is())) {
    if (Date.now() > end) return t.fail(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Two folders over one SQLite file are not a thing.
const mysql = databases.filter(({ engine }) => engine === 'mysql');

for (const database of mysql) {
  test(`${database.engine}: what is uploaded to one node is unpacked and run by the other`, async (t) => {
    const [a, b] = await twoNodes(t, database);
    const sent = await sendPackage(a, await parcel(), { ...me(a), status: 'active' });
    t.like(sent.body, { status: 'active' }, JSON.stringify(sent.body));
    await until(t, 'the other serves it', async () => (await b.request('/api/v1/parcel')).status === 200);
    t.true(existsSync(path.join(b.host.config.dataDir, 'plugins', 'parcel')));
    t.deepEqual(b.host.plugins.faults, []);

    const dataDir = mkdtempSync(path.join(tmpdir(), 'koapress-third-'));
    const late = await startSite(database, { place: { ...a.database, dataDir } });
    t.is((await late.request('/api/v1/parcel')).status, 200, 'a node that comes later has it from the start');
    await late.stop();
    rmSync(dataDir, { recursive: true, force: true });

    await a.host.plugins.deactivate('parcel', a.actor);
    const newer = await sendPackage(b, await parcel({ version: '1.1.0' }), { ...me(b), status: 'active' });
    t.like(newer.body, { status: 'active', version: '1.1.0' }, JSON.stringify(newer.body));
    await until(t, 'the first runs the new one', async () => {
      const { body } = await a.request('/api/v1/parcel');
      return body?.data?.version === '1.1.0';
    });
  });

  test(`${database.engine}: a node that cannot load the package keeps it from being switched on, and is named`, async (t) => {
    const [a, b] = await twoNodes(t, database);
    // The disk of the second node does not take it.
    mkdirSync(path.join(b.host.config.dataDir, 'plugins'), { recursive: true });
    writeFileSync(path.join(b.host.config.dataDir, 'plugins', 'parcel'), 'in the way');
    t.is((await sendPackage(a, await parcel(), me(a))).status, 201);
    const error = await t.throwsAsync(a.host.plugins.activate('parcel', a.actor));
    t.like(error, { code: 'conflict', data: { plugin: 'parcel', reason: 'nodes_cannot' } });
    t.regex(error?.message ?? '', /cannot load it/);
    t.like(await a.host.plugins.get('parcel'), { status: 'inactive' });
    t.is((await a.request('/api/v1/parcel')).status, 404);

    rmSync(path.join(b.host.config.dataDir, 'plugins', 'parcel'));
    await a.host.revisions.bump('plugins');
    await until(t, 'it can be switched on', () =>
      a.host.plugins.activate('parcel', a.actor).then(
        () => true,
        () => false,
      ),
    );
  });
}

test('a node that lives and does not answer is named after a while, and one that has left is not waited for', async (t) => {
  const database = databases[0] as TestDatabase;
  const site = await startSite(database);
  t.teardown(() => site.stop());
  const hung = new Nodes(site.host.db, createLogger('silent'));
  await hung.start();
  t.is((await sendPackage(site, await parcel(), me(site))).status, 201);
  const error = await t.throwsAsync(site.host.plugins.activate('parcel', site.actor));
  t.regex(error?.message ?? '', new RegExp(`the process ${process.pid} on .* has not answered within 10 s`));
  t.like(await site.host.plugins.get('parcel'), { status: 'inactive' });

  const activated = site.host.plugins.activate('parcel', site.actor);
  await hung.stop();
  t.is((await activated).status, 'active');
});
