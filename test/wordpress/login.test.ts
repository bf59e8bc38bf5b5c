import { createHash } from 'node:crypto';
import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site } from '../support/site.js';
import { signIn, startWordPress } from './wordpress-site.js';

for (const database of databases) {
  let site: Site;
  test.before(`${database.engine}: start`, async () => {
    site = await startWordPress(database);
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${site.url}/wp-login.php`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(fields),
    });
  const good = { log: ADMIN.login, pwd: ADMIN.password };

  test(`${database.engine}: the login form is a page with a test cookie and its hidden fields`, async (t) => {
    const answer = await fetch(`${site.url}/wp-login.php?redirect_to=%2Fdocs`);
    const page = await answer.text();
    t.is(answer.status, 200);
    t.regex(answer.headers.get('set-cookie') ?? '', /^wordpress_test_cookie=WP%20Cookie%20check; path=\//);
    t.is(answer.headers.get('x-frame-options'), 'SAMEORIGIN');
    t.is(answer.headers.get('cache-control'), 'no-cache, must-revalidate, max-age=0');
    for (const field of [
      'name="log"',
      'name="pwd"',
      'name="rememberme"',
      'value="forever"',
      'name="testcookie" value="1"',
    ]) {
      t.true(page.includes(field), field);
    }
    t.true(page.includes(`name="redirect_to" value="${site.url}/docs"`));
  });

  test(`${database.engine}: the right password sets WordPress' cookies and leads to the administration`, async (t) => {
    const answer = await post(good);
    t.is(answer.status, 302);
    t.is(answer.headers.get('location'), `${site.url}/wp-admin/`);
    const hash = createHash('md5').update(site.url).digest('hex');
    const lines = answer.headers.getSetCookie().filter((line) => !line.startsWith('wordpress_test'));
    const places = lines.map((line) => line.replace(/=[^;]*;/, '='));
    t.deepEqual(places, [
      `wordpress_${hash}= path=/wp-content/plugins; HttpOnly; SameSite=Lax`,
      `wordpress_${hash}= path=/wp-admin; HttpOnly; SameSite=Lax`,
      `wordpress_logged_in_${hash}= path=/; HttpOnly; SameSite=Lax`,
    ]);
    const [, login, expiration] = /=([^;%]*)%7C(\d+)%7C\w{43}%7C\w+;/.exec(lines[2] ?? '') ?? [];
    t.is(login, ADMIN.login);
    t.true(Math.abs(Number(expiration) - (Date.now() / 1000 + 172_800)) < 60);
  });

  test(`${database.engine}: the e-mail address signs in too, and remembering lasts fourteen days and a half`, async (t) => {
    const answer = await post({ log: ADMIN.email, pwd: ADMIN.password, rememberme: 'forever' });
    t.is(answer.status, 302);
    t.regex(answer.headers.getSetCookie().at(-1) ?? '', /; expires=[^;]+ GMT; Max-Age=1252800; path=\//);
  });

  test(`${database.engine}: a failed login answers 200 with the form and tells nothing of accounts`, async (t) => {
    const errorOf = async (fields: Record<string, string>) => {
      const answer = await post(fields);
      t.is(answer.status, 200);
      t.deepEqual(
        answer.headers.getSetCookie().filter((line) => !line.startsWith('wordpress_test')),
        [],
      );
      return /<div id="login_error"[^>]*>(.*?)<\/div>/.exec(await answer.text())?.[1];
    };
    const wrong = await errorOf({ log: ADMIN.login, pwd: 'wrong' });
    t.is(await errorOf({ log: 'nobody', pwd: 'wrong' }), wrong);
    t.is(await errorOf({ log: 'nobody@example.test', pwd: 'wrong' }), wrong);
    t.regex((await errorOf({ log: '', pwd: '' })) ?? '', /username field is empty.*password field is empty/);
  });

  test(`${database.engine}: what was typed comes back escaped`, async (t) => {
    const page = await (await post({ log: '"><script>alert(1)</script>', pwd: 'x' })).text();
    t.false(page.includes('<script'));
    t.true(page.includes('value="&quot;&gt;&lt;script&gt;'));
  });

  test(`${database.engine}: leads back to own addresses only`, async (t) => {
    const leadsTo = async (redirectTo: string) =>
      (await post({ ...good, redirect_to: redirectTo })).headers.get('location');
    t.is(await leadsTo('/docs?a=1'), `${site.url}/docs?a=1`);
    t.is(await leadsTo(`${site.url}/docs`), `${site.url}/docs`);
    for (const foreign of [
      'https://evil.test/',
      '//evil.test/',
      '/\\evil.test',
      'javascript:alert(1)',
      `${site.url}.evil.test/`,
    ]) {
      t.is(await leadsTo(foreign), `${site.url}/wp-admin/`, foreign);
    }
  });

  test(`${database.engine}: forms of other sites cannot sign in`, async (t) => {
    t.is((await post(good, { origin: 'https://evil.test' })).status, 403);
    t.is((await post(good, { origin: 'null' })).status, 403);
    t.is((await post(good, { 'sec-fetch-site': 'cross-site' })).status, 403);
    t.is((await post(good, { origin: site.url, 'sec-fetch-site': 'same-origin' })).status, 302);
  });

  test(`${database.engine}: a browser without cookies is told so`, async (t) => {
    const without = await post({ ...good, testcookie: '1' });
    t.is(without.status, 200);
    t.regex(await without.text(), /Cookies are blocked/);
    t.is(
      (await post({ ...good, testcookie: '1' }, { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' }))
        .status,
      302,
    );
  });

  test(`${database.engine}: too many attempts at one account are refused with 429, also with the right password`, async (t) => {
    const { userId } = await site.login({ login: 'tried' });
    t.truthy(userId);
    for (let attempt = 0; attempt < 10; attempt += 1)
      t.is((await post({ log: 'tried', pwd: 'wrong' })).status, 200);
    const refused = await post({ log: 'tried', pwd: 'correct horse 2' });
    t.is(refused.status, 429);
    t.true(Number(refused.headers.get('retry-after')) > 0);
    t.regex(await refused.text(), /id="loginform"/);
    t.is((await post(good)).status, 302);
  });

  test(`${database.engine}: the administration shows who is there, what is active, and the ways on`, async (t) => {
    const anonymous = await fetch(`${site.url}/wp-admin/`, { redirect: 'manual' });
    t.is(anonymous.status, 302);
    const back = encodeURIComponent(`${site.url}/wp-admin/`);
    t.is(anonymous.headers.get('location'), `${site.url}/wp-login.php?redirect_to=${back}&reauth=1`);
    const { jar } = await signIn(site);
    const page = await (await jar.fetch(`${site.url}/wp-admin/`)).text();
    t.true(page.includes(`<strong id="current-user">${ADMIN.login}</strong>`));
    t.regex(page, /<strong>Agency<\/strong>/);
    t.regex(page, /href="\/docs"/);
    t.regex(page, /href="\/wp-login.php\?action=logout&amp;_wpnonce=[0-9a-f]{10}"/);
  });

  test(`${database.engine}: somebody without the scope sees no plugins there`, async (t) => {
    await site.login({ login: 'plain' });
    const { jar } = await signIn(site, 'plain', 'correct horse 2');
    const page = await (await jar.fetch(`${site.url}/wp-admin/`)).text();
    t.true(page.includes('<strong id="current-user">plain</strong>'));
    t.notRegex(page, /Active plugins/);
  });

  test(`${database.engine}: logging out asks without a nonce, and with one ends the session on the server`, async (t) => {
    const { jar, nonce } = await signIn(site);
    const cookie = jar.header('/');
    const asked = await fetch(`${site.url}/wp-login.php?action=logout`, { headers: { cookie } });
    const question = await asked.text();
    t.is(asked.status, 403);
    t.regex(question, /You are attempting to log out of Koapress/);
    const link = /href="([^"]*action=logout[^"]*)"/.exec(question)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const foreign = await fetch(`${site.url}/wp-login.php?action=logout&_wpnonce=${nonce}`, {
      headers: { cookie },
    });
    t.is(foreign.status, 403, 'a nonce of another action');
    const done = await fetch(site.url + link, { headers: { cookie }, redirect: 'manual' });
    t.is(done.status, 302);
    t.is(done.headers.get('location'), `${site.url}/wp-login.php?loggedout=true&wp_lang=en_US`);
    t.true(
      done.headers
        .getSetCookie()
        .every((line) => /=%20; expires=Thu, 01 Jan 1970[^;]+; Max-Age=0/.test(line)),
    );
    const after = await fetch(`${site.url}/wp-admin/`, { headers: { cookie }, redirect: 'manual' });
    t.is(after.status, 302, 'the old cookie is nobody');
  });
}

test('on HTTPS cookies are secure and the first two have their other name', async (t) => {
  const [database] = databases;
  const site = await startWordPress(database as (typeof databases)[number], { siteUrl: 'https://site.test' });
  t.teardown(() => site.stop());
  const body = new URLSearchParams({ log: ADMIN.login, pwd: ADMIN.password });
  const answer = await fetch(`${site.url}/wp-login.php`, { method: 'POST', redirect: 'manual', body });
  const lines = answer.headers.getSetCookie();
  t.true(lines.every((line) => line.endsWith('; Secure')));
  const names = lines.map((line) => line.replace(/_[0-9a-f]{32}=.*/, ''));
  t.deepEqual(names.slice(1), ['wordpress_sec', 'wordpress_sec', 'wordpress_logged_in']);
});
