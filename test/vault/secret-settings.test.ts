import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

declare module '#host' {
  interface Filters {
    'payer.token': [value: string];
    'payer.keep': [value: string];
  }
}

const SETTINGS = '/wp-json/wp/v2/settings';
const MASK = '********';

/** Keeps one setting secret, and tells what it is by a filter. */
const plugin = (secret: boolean) => `import { definePlugin } from '#host';
export default definePlugin({
  name: 'payer', title: 'Payer', description: 'Pays', version: '1.0.0', host: '*',
  settings: [
    { name: 'token', title: 'Token', type: 'string', default: '', secret: ${secret} },
    { name: 'account', title: 'Account', type: 'string', default: 'none' },
  ],
  setup(host) {
    host.hooks.addFilter('payer.token', () => host.options.get('token'));
    host.hooks.addFilter('payer.keep', async (value) => { await host.options.set('token', value); return value; });
  },
});
`;

interface Paying {
  readonly site: Site;
  write(secret: boolean): void;
  /** What the plugin itself reads. */
  token(): Promise<unknown>;
  settings(change?: object): Promise<{ status: number; body: Record<string, unknown> }>;
}

async function paying(t: ExecutionContext, database: TestDatabase, secret: boolean): Promise<Paying> {
  const place = await database.open();
  const pluginsDir = join(place.dataDir, 'given');
  mkdirSync(join(pluginsDir, 'payer'), { recursive: true });
  const write = (marked: boolean) => writeFileSync(join(pluginsDir, 'payer', 'plugin.js'), plugin(marked));
  write(secret);
  const site = await startSite(database, { place, pluginsDir });
  t.teardown(async () => {
    await site.stop();
    await place.drop();
  });
  await site.host.plugins.activate('payer', site.actor);
  const hooks = site.host.hooks.for('tests');
  return {
    site,
    write,
    token: () => hooks.applyFilters('payer.token', 'nothing'),
    settings: (body) => site.request(SETTINGS, { auth: site.admin, ...(body && { method: 'POST', body }) }),
  };
}

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: a secret setting is written, read by its plugin, and never shown again`, async (t) => {
    const { site, token, settings } = await paying(t, database, true);
    t.is((await settings()).body.payer_token, '');
    t.is(await token(), '');
    t.is((await settings({ payer_token: MASK })).status, 200);
    t.is(await token(), '', 'the mask is no secret');

    const set = await settings({ payer_token: 'sk-very-hidden' });
    t.like(set.body, { payer_token: MASK, payer_account: 'none' });
    t.is(await token(), 'sk-very-hidden');
    t.like((await settings({ payer_token: MASK, payer_account: 'mine' })).body, { payer_token: MASK });
    t.is(await token(), 'sk-very-hidden');

    const { db, options } = site.host;
    const everything = JSON.stringify([
      await options.list(),
      await db.query('kp_audit_log').select('*'),
      await db.query('kp_secrets').select('*'),
      (await settings()).body,
    ]);
    t.notRegex(everything, /very-hidden/);
    t.true((await db.query('kp_audit_log').where({ entity_id: 'payer_token' })).length === 1);

    t.is((await settings({ payer_token: '' })).body.payer_token, '');
    t.is(await token(), '');
    await settings({ payer_token: 'again' });
    t.is((await settings({ payer_token: null })).body.payer_token, '');
    t.is((await settings({ payer_token: 7 })).status, 400);
    t.is((await settings({ payer_token: 'x'.repeat(10_001) })).status, 400);

    await settings({ payer_token: 'once more' });
    await site.host.plugins.deactivate('payer', site.actor);
    await site.host.plugins.activate('payer', site.actor);
    t.is(await token(), 'once more', 'kept while it was off');
    await site.host.plugins.deactivate('payer', site.actor);
    await site.host.plugins.uninstall('payer', site.actor);
    t.deepEqual(await db.query('kp_secrets').select('id'), [], 'gone with its plugin');
  });

  test(`${engine}: a plugin writes its own secret, and one that was in the open moves when it is set`, async (t) => {
    const { site, token, settings, write } = await paying(t, database, false);
    await settings({ payer_token: 'in the open' });
    await site.host.plugins.deactivate('payer', site.actor);
    write(true);
    await site.host.plugins.activate('payer', site.actor);
    t.is(await token(), 'in the open');
    t.is((await settings()).body.payer_token, MASK);
    await site.host.hooks.for('tests').applyFilters('payer.keep', 'now hidden');
    t.is(await token(), 'now hidden');
    t.deepEqual(await site.host.options.list('payer_'), []);
    const { body } = await settings();
    t.is(body.payer_token, MASK);
  });
}
