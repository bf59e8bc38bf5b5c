import test from 'ava';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, startSite } from '../support/site.js';
import { parcel } from './parcels.js';
import { sendFile, sendPackage } from './send-package.js';

const PLUGINS = '/wp-json/wp/v2/plugins';
const sqlite = databases[0] as TestDatabase;

for (const database of databases)
  test(`${database.engine}: a package is uploaded, switched on, upgraded, and gone with its data and its bytes`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const change = (status: string) =>
      site.request(`${PLUGINS}/parcel`, { method: 'POST', auth: site.admin, body: { status } });
    const me = { auth: site.admin, password: ADMIN.password };
    // Large enough to lie in several rows, and no two pieces alike.
    const ballast = Array.from({ length: 60_000 }, (_, index) => `// ${Math.sqrt(index)}`).join('\n');
    const first = await parcel({ files: { 'ballast.js': ballast } });

    const sent = await sendPackage(site, first, me);
    t.is(sent.status, 201, JSON.stringify(sent.body));
    t.like(sent.body, { plugin: 'parcel', status: 'inactive', version: '1.0.0' });
    t.is((await site.request('/api/v1/parcel')).status, 404);
    t.is((await change('active')).status, 200);
    t.deepEqual((await site.request('/api/v1/parcel')).body.data, { version: '1.0.0' });

    const second = await parcel({ version: '1.1.0' });
    const early = await sendPackage(site, second, me);
    t.is(early.status, 409);
    t.regex(early.body.message, /deactivate parcel, install this package, and activate parcel again/);
    t.is((await sendPackage(site, first, me)).status, 201, 'the same package again changes nothing');
    t.is((await site.request(`${PLUGINS}/parcel`, { method: 'DELETE', auth: site.admin })).status, 400);

    await change('inactive');
    const upgraded = await sendPackage(site, second, { ...me, status: 'active' });
    t.like(upgraded.body, { status: 'active', version: '1.1.0' });
    t.deepEqual((await site.request('/api/v1/parcel')).body.data, { version: '1.1.0' });

    await change('inactive');
    t.is((await site.request(`${PLUGINS}/parcel`, { method: 'DELETE', auth: site.admin })).status, 200);
    t.is((await site.request(`${PLUGINS}/parcel`, { auth: site.admin })).status, 404);
    t.deepEqual(await site.host.db.raw('select plugin from kp_plugin_package_chunks'), []);
    const lines = await site.host.db.raw<{ action: string }>(
      "select action from kp_audit_log where entity_type = 'plugin' and entity_id = 'parcel' order by id",
    );
    t.deepEqual(
      lines.map(({ action }) => action.replace('plugin.', '')),
      ['installed', 'activated', 'deactivated', 'installed', 'activated', 'deactivated', 'uninstalled'],
    );
  });

test('the password is asked again, and counted like a sign-in', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const bytes = await parcel();
  const none = await sendPackage(site, bytes, { auth: site.admin });
  t.is(none.status, 400);
  t.like(none.body, { code: 'rest_missing_callback_param', data: { params: ['password'] } });
  const applicationPassword = Buffer.from(site.admin.slice(6), 'base64').toString().split(':')[1] ?? '';
  t.is((await sendPackage(site, bytes, { auth: site.admin, password: applicationPassword })).status, 401);
  for (let tries = 0; tries < 9; tries += 1)
    t.is((await sendPackage(site, bytes, { auth: site.admin, password: 'wrong' })).status, 401);
  const shut = await sendPackage(site, bytes, { auth: site.admin, password: ADMIN.password });
  t.is(shut.status, 429);
  t.truthy(shut.headers.get('retry-after'));
  t.deepEqual(await site.host.db.raw('select name from kp_plugin_packages'), []);
});

test('nobody but an administrator of the site gets in', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const bytes = await parcel();
  const borealis = await site.organization('Borealis');
  const narrow = await site.login({
    login: 'narrow',
    role: 'administrator',
    siteRole: 'administrator',
    scopes: ['plugins:read'],
  });
  const key = await site.key('org', ['*']);
  const password = 'correct horse 2';
  t.is((await sendPackage(site, bytes, { password })).status, 401);
  t.is((await sendPackage(site, bytes, { auth: borealis.auth, password })).status, 403);
  t.is((await sendPackage(site, bytes, { auth: narrow.auth, password })).status, 403);
  t.is((await sendPackage(site, bytes, { auth: key, password: ADMIN.password })).status, 401);
  t.deepEqual(await site.host.db.raw('select name from kp_plugin_packages'), []);
});

test('a browser may send it with its cookie and nonce, and what was never switched on can be deleted', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const headers = (await browserHeaders(site.url, ADMIN)) as Record<string, string>;
  const { password } = ADMIN;
  t.is((await sendPackage(site, await parcel(), { headers })).status, 400, 'the cookie alone is not enough');
  const { cookie = '' } = headers;
  const forged = await sendPackage(site, await parcel(), { headers: { cookie }, password });
  t.is(forged.status, 401, 'nor are cookie and password without the nonce');
  const sent = await sendPackage(site, await parcel(), { headers, password });
  t.is(sent.status, 201, JSON.stringify(sent.body));
  t.is((await site.request(`${PLUGINS}/parcel`, { method: 'DELETE', auth: site.admin })).status, 200);
  t.deepEqual(await site.host.db.raw('select name from kp_plugin_packages'), []);
});

test('the file may be the whole body, with the password in a header', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const headers = { authorization: site.admin };
  t.is((await sendFile(site, await parcel(), headers)).status, 400);
  const sent = await sendFile(site, await parcel(), { ...headers, 'x-koapress-password': ADMIN.password });
  t.is(sent.status, 201, JSON.stringify(sent.body));
});

test('a file that is too large is refused by its limit, and others are served meanwhile', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const huge = Buffer.alloc(21 * 1024 * 1024);
  const headers = { authorization: site.admin, 'x-koapress-password': ADMIN.password };
  const [large, other] = await Promise.all([
    sendFile(site, huge, headers).catch(() => ({ status: 413 })),
    site.request('/api/health'),
  ]);
  t.is(large.status, 413);
  t.is(other.status, 200);
  // Whoever may not send files may not send large ones either.
  const nobody = await sendFile(site, huge, {}).catch(() => ({ status: 401 }));
  t.is(nobody.status, 401);
});

test('uploads can be forbidden, and a slug is no package', async (t) => {
  const off = await startSite(sqlite, { pluginUploads: false });
  t.teardown(() => off.stop());
  const sent = await sendPackage(off, await parcel(), { auth: off.admin, password: ADMIN.password });
  t.is(sent.status, 403);
  t.is(sent.body.code, 'rest_plugin_uploads_off');
  t.regex(sent.body.message, /PLUGIN_UPLOADS/);
  const slug = await off.request(PLUGINS, { method: 'POST', auth: off.admin, body: { slug: 'hello-dolly' } });
  t.is(slug.status, 400);
});

test('a package may not take the name of a plugin that is there already', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  const bytes = await parcel({ name: 'billing', version: '9.0.0' });
  const sent = await sendPackage(site, bytes, { auth: site.admin, password: ADMIN.password });
  t.is(sent.status, 409);
  t.regex(sent.body.message, /comes with Koapress/);
});
