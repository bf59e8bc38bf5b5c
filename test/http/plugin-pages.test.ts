import { join } from 'node:path';
import test from 'ava';
import { isProblem } from '../../src/http/problem.js';
import { writePlugin } from '../plugins/written-plugins.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Sent, type Site, startSite } from '../support/site.js';
import { FIXTURE_PLUGINS } from '../wordpress/fixture-plugins.js';

const [sqlite] = databases as [TestDatabase];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
let site: Site;

test.before(async () => {
  site = await startSite(sqlite, { pluginsDir: FIXTURE_PLUGINS });
  await site.host.plugins.activate('papers', site.actor);
});
test.after.always(() => site?.stop());

const post = (path: string, headers: Sent['headers'] = {}) =>
  site.request(path, { method: 'POST', body: 'amount=5%20EUR', headers: { ...FORM, ...headers } });

test('a page is shown in the layout of the site, with what it was asked escaped', async (t) => {
  const shown = await site.request('/papers/read/a%26b?note=%3Cb%3E', {
    headers: { accept: 'text/html', 'accept-language': 'de, en;q=0.5' },
  });
  t.is(shown.status, 200);
  t.regex(shown.body, /<html lang="de">/);
  t.regex(shown.body, /<h1>Paper &lt;a&amp;b&gt;<\/h1>/);
  t.regex(shown.body, /<p>&lt;b&gt;<\/p>/);
  t.is(shown.headers.get('content-type'), 'text/html; charset=UTF-8');
  t.is((await site.request('/papers/read/a', { method: 'HEAD' })).status, 200);
});

test('nobody keeps a page, finds it, frames it, or hears its address; its forms lead only where it says', async (t) => {
  const { headers } = await site.request('/papers/read/a');
  t.is(headers.get('cache-control'), 'no-store');
  t.is(headers.get('x-robots-tag'), 'noindex');
  t.is(headers.get('referrer-policy'), 'same-origin');
  const policy = headers.get('content-security-policy') ?? '';
  t.regex(policy, /default-src 'self';.*form-action 'self' https:\/\/pay\.example;frame-ancestors 'self'/);
  const other = await site.request('/papers/read/newest');
  t.regex(other.headers.get('content-security-policy') ?? '', /form-action 'self';/);
});

test('a literal address goes before one with a place for anything', async (t) => {
  t.regex((await site.request('/papers/read/newest')).body, /The newest/);
});

test('what is not there is the page for it, and problems are a page', async (t) => {
  const headers = { accept: 'text/html' };
  for (const path of ['/papers', '/papers/', '/papers/other', '/papers/read/a/', '/PAPERS/read/a']) {
    const missing = await site.request(path, { headers });
    t.is(missing.status, 404, path);
    t.regex(missing.body, /<h1>Not found<\/h1>/, path);
  }
  const gone = await site.request('/papers/read/gone');
  t.is(gone.status, 404);
  t.regex(gone.body, /<p class="error" role="alert">This paper is not there<\/p>/);
  t.is(gone.headers.get('cache-control'), 'no-store');
  const broken = await site.request('/papers/read/broken');
  t.is(broken.status, 500);
  t.false(broken.body.includes('secret inside'));
});

test('a page may be a file', async (t) => {
  const { body, headers } = await site.request('/papers/read/a/bytes');
  t.is(body, 'bytes');
  t.is(headers.get('content-disposition'), 'inline; filename="paper.txt"');
});

test('a posted form is read, and leads on by GET, also to other sites', async (t) => {
  const sent = await post('/papers/read/a', { 'sec-fetch-site': 'same-origin' });
  t.is(sent.status, 303);
  t.is(sent.headers.get('location'), 'https://pay.example/a?amount=5%20EUR');
});

test('a form of another site is refused, unless the page takes such', async (t) => {
  const foreign: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];
  for (const headers of foreign) {
    t.is((await post('/papers/read/a', headers)).status, 403);
    const told = await post('/papers/told', headers);
    t.is(told.status, 202);
    t.regex(told.body, /<p>5 EUR<\/p>/);
  }
});

test('pages go with their plugin, and come again with it', async (t) => {
  const own = await startSite(sqlite, { pluginsDir: FIXTURE_PLUGINS });
  t.teardown(own.stop);
  const status = async () => (await own.request('/papers/read/newest')).status;
  t.is(await status(), 404);
  await own.host.plugins.activate('papers', own.actor);
  t.is(await status(), 200);
  await own.host.plugins.deactivate('papers', own.actor);
  t.is(await status(), 404);
  await own.host.plugins.activate('papers', own.actor);
  t.is(await status(), 200);
});

test('of a plugin whose activation fails no page is served, and pages beyond its own folder fail it', async (t) => {
  const place = await sqlite.open();
  const pluginsDir = join(place.dataDir, 'given');
  const answer = "() => ({ brand: 'koapress.redirect', address: '/' })";
  const pages = (name: string, ...paths: string[]) =>
    writePlugin(pluginsDir, {
      name,
      setup: `host.pages({ ${paths.map((path) => `'${path}': ${answer}`)} });${name === 'late' ? "throw new Error('no');" : ''}`,
    });
  pages('late', 'GET /late/page');
  pages('elsewhere', 'GET /wp-admin/elsewhere');
  pages('short', 'GET /short');
  pages('odd', 'DELETE /odd/page');
  pages('double', 'GET /double/:one', 'GET /double/:other');
  pages('fine', 'GET /fine/page');
  const own = await startSite(sqlite, { place, pluginsDir });
  t.teardown(async () => {
    await own.stop();
    await place.drop();
  });
  for (const name of ['late', 'elsewhere', 'short', 'odd', 'double']) {
    const error = await t.throwsAsync(own.host.plugins.activate(name, own.actor), undefined, name);
    t.true(isProblem(error), name);
    t.is((await own.request(`/${name}/page`)).status, 404, name);
  }
  await own.host.plugins.activate('fine', own.actor);
  t.is((await own.request('/fine/page')).status, 303);
});

test('pages are limited by address', async (t) => {
  const own = await startSite(sqlite, { pluginsDir: FIXTURE_PLUGINS, rateLimits: true });
  t.teardown(own.stop);
  await own.host.plugins.activate('papers', own.actor);
  own.host.http.rateLimits.configure({ anonymous: [{ points: 2, seconds: 3600 }] });
  const get = () => own.request('/papers/read/newest');
  t.deepEqual([(await get()).status, (await get()).status], [200, 200]);
  const refused = await get();
  t.is(refused.status, 429);
  t.truthy(refused.headers.get('retry-after'));
  t.regex(refused.body, /role="alert">Too many requests/);
});
