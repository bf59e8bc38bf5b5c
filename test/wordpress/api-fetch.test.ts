import { createRequire } from 'node:module';
import type ApiFetch from '@wordpress/api-fetch';
import test from 'ava';
import { users } from '../../src/accounts/user.js';
import { databases } from '../support/databases.js';
import type { Site } from '../support/site.js';
import { type Browser, signIn, startWordPress } from './wordpress-site.js';

interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

/** Its types are those of a CommonJS module with a default export, which it is not when it is imported. */
type Fetch = (typeof ApiFetch)['default'];
const apiFetch = (createRequire(import.meta.url)('@wordpress/api-fetch') as { default: Fetch }).default;
const original = globalThis.fetch;
let root = '';
const nonces = apiFetch.createNonceMiddleware('');
apiFetch.use((options, next) => apiFetch.createRootURLMiddleware(root)(options, next));
apiFetch.use(nonces);
// The package gives these to the page that loads it.
const shared = apiFetch as unknown as { nonceEndpoint: string; nonceMiddleware: typeof nonces };
shared.nonceMiddleware = nonces;

/** The page's own fetch, with the cookies of somebody who signed in. */
async function open(site: Site): Promise<Browser> {
  globalThis.fetch = original;
  const browser = await signIn(site);
  root = `${site.url}/wp-json/`;
  nonces.nonce = browser.nonce;
  shared.nonceEndpoint = `${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`;
  let inside = false;
  globalThis.fetch = (async (input: string | URL | Request, init?: RequestInit) => {
    if (inside) return original(input, init);
    inside = true;
    try {
      return await browser.jar.fetch(input, init);
    } finally {
      inside = false;
    }
  }) as typeof fetch;
  return browser;
}

const refused = (call: Promise<unknown>): Promise<ErrorBody> =>
  call.then(
    () => ({ code: 'answered', message: '' }),
    (error: ErrorBody) => error,
  );

for (const database of databases) {
  test.serial(`${database.engine}: api-fetch reads, writes, and switches a plugin off and on`, async (t) => {
    const site = await startWordPress(database);
    t.teardown(() => site.stop());
    await open(site);
    t.like(await apiFetch({ path: '/wp/v2/users/me' }), { slug: 'admin' });
    const made = await apiFetch<{ id: number }>({
      path: '/wp/v2/users',
      method: 'POST',
      data: { username: 'ada', email: 'ada@example.test', password: 'correct horse 3' },
    });
    const path = `/wp/v2/users/${made.id}`;
    t.like(await apiFetch({ path, method: 'PUT', data: { first_name: 'Ada' } }), { first_name: 'Ada' });
    t.like(await apiFetch({ path, method: 'PATCH', data: { url: 'https://ada.test' } }), {
      url: 'https://ada.test',
    });
    t.is((await refused(apiFetch({ path, method: 'DELETE' }))).code, 'rest_missing_callback_param');
    t.like(await apiFetch({ path: `${path}?force=true&reassign=1`, method: 'DELETE' }), { deleted: true });
    t.is((await refused(apiFetch({ path }))).code, 'rest_user_invalid_id');

    const clients = '/agency-os-ai/v1/clients';
    const plugin = '/wp/v2/plugins/agency';
    t.like(await apiFetch({ path: clients }), { success: true });
    t.like(await apiFetch({ path: plugin, method: 'PUT', data: { status: 'inactive' } }), {
      status: 'inactive',
    });
    t.is((await refused(apiFetch({ path: clients }))).code, 'rest_no_route');
    t.like(await apiFetch({ path: plugin, method: 'PUT', data: { status: 'active' } }), { status: 'active' });
    t.like(await apiFetch({ path: clients }), { success: true });
    const client = { path: clients, method: 'POST', data: { name: 'Acme' } };
    t.like(await apiFetch(client), { success: true, data: { name: 'Acme' } });
    t.like(await apiFetch({ namespace: 'wp/v2', endpoint: 'settings' } as never), { title: 'Koapress' });
  });

  test.serial(`${database.engine}: api-fetch renews a nonce that is wrong, on both surfaces`, async (t) => {
    const site = await startWordPress(database);
    t.teardown(() => site.stop());
    const { nonce } = await open(site);
    for (const path of ['/wp/v2/users/me', '/agency-os-ai/v1/clients']) {
      nonces.nonce = '0123456789';
      await t.notThrowsAsync(apiFetch({ path }));
      t.is(nonces.nonce, nonce, path);
    }
  });

  test.serial(`${database.engine}: api-fetch follows the pages of a list, also by rest_route`, async (t) => {
    const site = await startWordPress(database);
    t.teardown(() => site.stop());
    await site.host.db.site(users).insertMany(Array.from({ length: 204 }, (_, number) => somebody(number)));
    await open(site);
    const path = '/wp/v2/users?per_page=-1&_fields=id,slug';
    const all = await apiFetch<{ id: number; slug: string }[]>({ path });
    t.is(all.length, 205);
    t.is(new Set(all.map((each) => each.id)).size, 205);
    t.deepEqual(Object.keys(all[0] ?? {}), ['id', 'slug']);
    const response = await apiFetch<Response, false>({ path: '/wp/v2/users?per_page=10', parse: false });
    t.is(response.headers.get('x-wp-total'), '205');
    t.is(response.headers.get('x-wp-totalpages'), '21');
    t.is(response.headers.get('allow'), 'GET, POST');
    root = `${site.url}/?rest_route=/`;
    t.is((await apiFetch<unknown[]>({ path })).length, 205);
  });
}

test.after.always(() => {
  globalThis.fetch = original;
});

function somebody(number: number) {
  const login = `user${String(number).padStart(4, '0')}`;
  const now = new Date();
  const email = `${login}@example.test`;
  return {
    publicId: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    login,
    loginKey: login,
    email,
    emailKey: email,
    passwordHash: null,
    name: login,
    nameKey: login,
    firstName: '',
    lastName: '',
    nickname: login,
    slug: login,
    url: '',
    description: '',
    locale: '',
    siteRole: null,
    defaultOrgId: null,
    meta: {},
    registeredAt: now,
    updatedAt: now,
  };
}
