import type { RequestUtils as Utils } from '@wordpress/e2e-test-utils-playwright';
import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site } from '../support/site.js';
import { startWordPress } from './wordpress-site.js';

/** The package reads the site's address when it is loaded: one site for each load. */
async function load(site: Site): Promise<Utils> {
  process.env.WP_BASE_URL = site.url;
  process.env.WP_USERNAME = ADMIN.login;
  process.env.WP_PASSWORD = ADMIN.password;
  const { createRequire } = await import('node:module');
  const require = createRequire(import.meta.url);
  for (const file of Object.keys(require.cache)) {
    if (file.includes('e2e-test-utils-playwright')) delete require.cache[file];
  }
  const { RequestUtils } = require('@wordpress/e2e-test-utils-playwright') as { RequestUtils: typeof Utils };
  return RequestUtils.setup({ user: { username: ADMIN.login, password: ADMIN.password }, baseURL: site.url });
}

for (const database of databases) {
  test.serial(`${database.engine}: Gutenberg's RequestUtils drive the site`, async (t) => {
    const site = await startWordPress(database);
    t.teardown(() => site.stop());
    const utils = await load(site);
    const state = await utils.setupRest();
    t.regex(state.nonce, /^[0-9a-f]{10}$/);
    t.is(state.rootURL, `${site.url}/wp-json/`);

    const plugins = await utils.getPluginsMap();
    t.is(plugins.agency, 'agency');
    t.is(plugins.billing, 'billing');
    const clients = '/agency-os-ai/v1/clients';
    t.like(await utils.rest({ path: clients }), { success: true, data: [] });
    await utils.deactivatePlugin('agency');
    t.like(await t.throwsAsync(utils.rest({ path: clients }).catch(asError)), { message: 'rest_no_route' });
    await utils.activatePlugin('agency');
    t.like(await utils.rest({ path: clients }), { success: true });
    await t.throwsAsync(utils.activatePlugin('nothing-of-this-name'), { message: /isn't installed/ });

    const user = await utils.createUser({
      username: 'ada',
      email: 'ada@example.test',
      firstName: 'Ada',
      lastName: 'Lovelace',
      password: 'correct horse 3',
      roles: ['member'],
    });
    t.like(user, { name: 'Ada Lovelace', email: 'ada@example.test', roles: ['member'] });
    const duplicate = utils.createUser({ username: 'ada', email: 'other@example.test', password: 'x' });
    t.is((await t.throwsAsync(duplicate.catch(asError)))?.message, 'existing_user_login');
    const deleted = (await utils.deleteAllUsers()) as unknown as { deleted: boolean }[];
    t.deepEqual(
      deleted.map((each) => each.deleted),
      [true],
    );
    t.is((await utils.rest<unknown[]>({ path: '/wp/v2/users' })).length, 1);

    t.is((await utils.getSiteSettings()).title, 'Koapress');
    const changed = await utils.updateSiteSettings({ title: 'Another' });
    t.is(changed.title, 'Another');

    t.is(await utils.getMaxBatchSize(), 25);
    const failed = await t.throwsAsync(
      utils.batchRest([{ method: 'POST', path: '/wp/v2/users', body: {} }] as never).catch(asError),
    );
    t.is(failed?.message, 'validation');

    await utils.resetPreferences();
    await utils.setPreferences('core/edit-post', { welcomeGuide: false });
    await utils.setPreferences('core', { fixedToolbar: true });
    const me = await utils.rest<{ meta: unknown }>({ path: '/wp/v2/users/me', params: { context: 'edit' } });
    const preferences = { 'core/edit-post': { welcomeGuide: false }, core: { fixedToolbar: true } };
    t.deepEqual(me.meta, { persisted_preferences: preferences });
  });

  test.serial(`${database.engine}: RequestUtils repair a nonce that went with its session`, async (t) => {
    const site = await startWordPress(database);
    t.teardown(() => site.stop());
    const utils = await load(site);
    const { nonce } = await utils.setupRest();
    await utils.login();
    t.like(await utils.rest({ path: '/wp/v2/users/me' }), { slug: ADMIN.login });
    t.not(utils.storageState?.nonce, nonce);
  });
}

/** They throw the body of an error. */
function asError(body: { code?: string; failed?: string }): never {
  throw new Error(body.code ?? body.failed ?? String(body));
}
