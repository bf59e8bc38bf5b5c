import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, type Site } from '../support/site.js';
import { signIn, startWordPress } from './wordpress-site.js';

const PAGE = '/wp-admin/authorize-application.php';
let site: Site;

test.before(async () => {
  site = await startWordPress(databases[0] as TestDatabase);
});
test.after.always(() => site.stop());

test('the page that the index names gives an app a password of its own', async (t) => {
  const { body } = await site.request('/wp-json/');
  t.is(body.authentication['application-passwords'].endpoints.authorization, site.url + PAGE);
  const query = `?app_name=Notes&success_url=${encodeURIComponent('notes-app://done?a=1')}`;
  const anonymous = await site.request(PAGE + query);
  t.is(anonymous.status, 302);
  t.regex(anonymous.headers.get('location') ?? '', /wp-login\.php\?redirect_to=/);

  const { jar } = await signIn(site);
  const form = await (await jar.fetch(site.url + PAGE + query)).text();
  const value = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(form)?.[1] ?? '';
  const fields = {
    app_name: value('app_name'),
    success_url: value('success_url'),
    _wpnonce: value('_wpnonce'),
  };
  t.is(fields.app_name, 'Notes');
  const post = (changed: object) =>
    jar.fetch(site.url + PAGE, { method: 'POST', body: new URLSearchParams({ ...fields, ...changed }) });

  const page = await (await post({})).text();
  const password = /<code id="new-application-password">([^<]*)</.exec(page)?.[1] ?? '';
  const auth = `Basic ${Buffer.from(`${ADMIN.login}:${password}`).toString('base64')}`;
  t.is((await site.request('/wp-json/wp/v2/users/me', { auth })).status, 200);
  t.regex(page, /href="notes-app:\/\/done\?a=1&amp;site_url=[^"]*&amp;user_login=admin&amp;password=\w{24}"/);

  t.regex(await (await post({})).text(), /role="alert"/, 'the name is taken');
  for (const successUrl of ['http://plain.test/', 'javascript:alert(1)', 'data:text/html,x']) {
    const shown = await (await post({ app_name: successUrl, success_url: successUrl })).text();
    t.regex(shown, /new-application-password/);
    t.notRegex(shown, /Go on in the application/, successUrl);
  }
  t.is((await post({ _wpnonce: '0123456789' })).status, 403);
});
