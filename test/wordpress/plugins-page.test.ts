import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';

const PAGE = '/wp-admin/plugins.php';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** The cookies of a sign-in through the form. */
async function signIn(site: Site, log: string, pwd: string): Promise<Record<string, string>> {
  const body = new URLSearchParams({ log, pwd }).toString();
  const answer = await site.request('/wp-login.php', { method: 'POST', headers: FORM, body });
  return {
    cookie: answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  };
}

function nonceIn(page: string): string {
  return /name="_wpnonce" value="([0-9a-f]{10})"/.exec(page)?.[1] ?? '';
}

for (const database of databases) {
  test(`${database.engine}: an administrator switches a plugin off and on by the page's buttons`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const cookies = await signIn(site, ADMIN.login, ADMIN.password);
    const page = await site.request(PAGE, { headers: cookies });
    t.is(page.status, 200);
    const press = (action: string, plugin: string, nonce = nonceIn(page.body)) =>
      site.request(PAGE, {
        method: 'POST',
        headers: { ...cookies, ...FORM },
        body: new URLSearchParams({ action, plugin, _wpnonce: nonce }).toString(),
      });
    const clients = () => site.request('/wp-json/agency-os-ai/v1/clients', { auth: site.admin });

    t.is((await press('deactivate', 'agency', '0000000000')).status, 403);
    t.is((await clients()).status, 200, 'a foreign form changes nothing');

    const off = await press('deactivate', 'agency');
    t.is(off.status, 303);
    t.is((await clients()).status, 404);

    const refused = await press('activate', 'nothing');
    t.is(refused.status, 404);
    t.regex(refused.body, /role="alert"/);

    t.is((await press('activate', 'agency')).status, 303);
    t.is((await clients()).status, 200);
    const needed = await press('deactivate', 'billing');
    t.is(needed.status, 409);
    t.regex(needed.body, /agency/, 'it says who needs it');
  });
}

test('the plugins are shown to administrators of the site alone', async (t) => {
  const site = await startSite(databases[0] as (typeof databases)[number]);
  t.teardown(() => site.stop());
  t.is((await site.request(PAGE)).status, 302);
  await site.login({ login: 'bob', role: 'administrator' });
  const cookies = await signIn(site, 'bob', 'correct horse 2');
  t.is((await site.request(PAGE, { headers: cookies })).status, 403);
});
