import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site } from '../support/site.js';
import { checkAll } from './cases.js';
import { type Browser, signIn, startWordPress } from './wordpress-site.js';

const ME = '/wp/v2/users/me';
const HALF_DAY = 43_200_000;
const BAD = { 'x-wp-nonce': '0123456789' };

for (const database of databases) {
  let site: Site;
  let browser: Browser;
  let skipped = 0;
  test.before(`${database.engine}: start`, async () => {
    const clock = { now: () => new Date(Date.now() + skipped) };
    site = await startWordPress(database, { clock });
    browser = await signIn(site);
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  const good = () => ({ 'x-wp-nonce': browser.nonce });

  test.serial(`${database.engine}: a cookie counts only with its own nonce`, async (t) => {
    const again = await signIn(site);
    await site.login({ login: 'other' });
    const other = await signIn(site, 'other', 'correct horse 2');
    const current = ({ headers }: { headers: Headers }) => t.is(headers.get('x-wp-nonce'), browser.nonce);
    const refused = { status: 403, code: 'rest_cookie_invalid_nonce' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await checkAll(t, browser, [
      { ask: `GET ${ME}`, status: 401, code: 'rest_not_logged_in' },
      { ask: `GET ${ME}`, headers: good(), status: 200, check: current },
      { ask: `GET ${ME}?_wpnonce=${browser.nonce}`, status: 200, check: current },
      { ask: `POST ${ME}`, headers: form, body: `_wpnonce=${browser.nonce}`, status: 200, check: current },
      { ask: `GET ${ME}?_wpnonce=${browser.nonce}`, headers: BAD, status: 200 },
      { ask: `GET ${ME}?_wpnonce=0123456789`, headers: good(), ...refused },
      { ask: `GET ${ME}`, headers: BAD, ...refused },
      { ask: `GET ${ME}`, headers: { 'x-wp-nonce': '' }, ...refused },
      { ask: `GET ${ME}`, headers: { 'x-wp-nonce': other.nonce }, ...refused },
      { ask: `GET ${ME}`, headers: { 'x-wp-nonce': again.nonce }, ...refused },
      { ask: `GET ${ME}`, auth: site.admin, status: 401, code: 'rest_not_logged_in' },
      { ask: 'GET /agency-os-ai/v1/clients', headers: good(), status: 200 },
      { ask: 'GET /agency-os-ai/v1/clients', status: 401 },
      { ask: 'GET /agency-os-ai/v1/clients', headers: BAD, status: 403, code: 'rest_cookie_invalid_nonce' },
    ]);
  });

  test.serial(
    `${database.engine}: a nonce alone is nobody, and a wrong one is refused on public routes too`,
    async (t) => {
      const refused = { status: 403, code: 'rest_cookie_invalid_nonce' };
      const broken = { ...good(), cookie: browser.jar.header('/').replace(/.$/, 'x') };
      await checkAll(t, site, [
        {
          ask: 'GET /',
          headers: BAD,
          ...refused,
          check: ({ headers }) => t.regex(headers.get('cache-control') ?? '', /no-cache/),
        },
        { ask: `GET ${ME}`, headers: good(), ...refused },
        { ask: `GET ${ME}`, headers: broken, ...refused },
        { ask: `GET ${ME}`, headers: BAD, auth: site.admin, status: 200 },
      ]);
    },
  );

  test.serial(
    `${database.engine}: a nonce lives for two ticks, and the answer brings the present one`,
    async (t) => {
      const first = browser.nonce;
      skipped = HALF_DAY;
      await checkAll(t, browser, [
        {
          ask: `GET ${ME}`,
          headers: good(),
          status: 200,
          check: ({ headers }) => t.not(headers.get('x-wp-nonce'), first),
        },
      ]);
      skipped = 2 * HALF_DAY;
      await checkAll(t, browser, [
        { ask: `GET ${ME}`, headers: good(), status: 403, code: 'rest_cookie_invalid_nonce' },
      ]);
      const renewed = await browser.request('/wp-admin/admin-ajax.php?action=rest-nonce');
      t.is(renewed.status, 200);
      skipped = 0;
    },
  );

  test.serial(
    `${database.engine}: the nonce itself is given to whoever is signed in, as bare text`,
    async (t) => {
      const path = '/wp-admin/admin-ajax.php';
      const given = await browser.request(`${path}?action=rest-nonce`);
      t.is(given.status, 200);
      t.is(String(given.body), browser.nonce);
      t.is(given.headers.get('content-type'), 'text/html; charset=UTF-8');
      const refused = [
        await site.request(`${path}?action=rest-nonce`),
        await browser.request(path),
        await browser.request(`${path}?action=other`),
        await browser.request(`${path}?action=rest-nonce`, { headers: { origin: 'https://evil.test' } }),
        await browser.request(`${path}?action=rest-nonce`, { headers: { 'sec-fetch-site': 'cross-site' } }),
      ];
      for (const answer of refused) {
        t.is(answer.status, 400);
        t.is(answer.body, 0);
      }
    },
  );

  test.serial(
    `${database.engine}: a new password ends the old session, and the answer brings a new one`,
    async (t) => {
      const { jar, nonce } = await signIn(site);
      const cookie = jar.header('/');
      const sent = {
        method: 'POST',
        headers: { 'x-wp-nonce': nonce, cookie, 'content-type': 'application/json' },
      };
      const body = JSON.stringify({ password: 'correct horse 4' });
      const answer = await fetch(`${site.url}/wp-json${ME}`, { ...sent, body });
      t.is(answer.status, 200);
      jar.keep(answer);
      await checkAll(t, site, [
        {
          ask: `GET ${ME}`,
          headers: { cookie, 'x-wp-nonce': nonce },
          status: 403,
          code: 'rest_cookie_invalid_nonce',
        },
      ]);
      const renewed = await (await jar.fetch(`${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`)).text();
      const headers = { cookie: jar.header('/'), 'x-wp-nonce': renewed };
      await checkAll(t, site, [{ ask: `GET ${ME}`, headers, status: 200 }]);
      const old = await signIn(site, ADMIN.login, ADMIN.password);
      t.is(old.nonce, '0');
    },
  );
}
