import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Answer, type Site, startSite } from '../support/site.js';

interface Browser {
  readonly cookie: string;
  readonly nonce: string;
}

/** Signs in as a browser does: form, cookie, nonce. */
async function browse(site: Site, login: string, password: string): Promise<Browser> {
  const form = await fetch(`${site.url}/wp-login.php`, {
    method: 'POST',
    body: new URLSearchParams({ log: login, pwd: password }),
    redirect: 'manual',
  });
  const cookie = form.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.startsWith('wordpress_logged_in_'));
  const nonce = await fetch(`${site.url}/wp-admin/admin-ajax.php?action=rest-nonce`, {
    headers: { cookie: cookie ?? '' },
  });
  return { cookie: cookie ?? '', nonce: await nonce.text() };
}

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  let site: Site;
  test.before(name('starts'), async () => {
    site = await startSite(database);
  });
  test.after.always(name('stops'), async () => {
    await site?.stop();
  });
  const post = (path: string, body: unknown, auth?: string) =>
    site.request(path, { method: 'POST', body, auth });
  const signIn = (email: string, password: string) => post('/api/auth/login', { email, password });
  const me = (auth: string) => site.request('/api/auth/me', { auth });
  const code = ({ status, body }: Answer) => [status, body?.error?.code ?? body?.code];

  test.serial(name('signs in at ops with login or e-mail address, and knows who calls'), async (t) => {
    for (const email of [ADMIN.email, ADMIN.login]) {
      const answer = await signIn(email, ADMIN.password);
      t.is(answer.status, 200);
      t.deepEqual(Object.keys(answer.body).sort(), ['refresh_token', 'success', 'token', 'user']);
      t.like(answer.body.user, { username: 'admin', email: ADMIN.email, role: 'admin' });
      const seen = await me(`Bearer ${answer.body.token}`);
      t.is(seen.status, 200);
      t.deepEqual(seen.body.data, answer.body.user);
    }
  });

  test.serial(name('answers wrong sign-ins alike, and bad ones with the field'), async (t) => {
    const wrong = await signIn(ADMIN.email, 'wrong');
    const unknown = await signIn('nobody@example.test', 'wrong');
    const { request_id: _, ...error } = wrong.body.error;
    const { request_id: __, ...same } = unknown.body.error;
    t.is(wrong.status, 401);
    t.is(unknown.status, 401);
    t.deepEqual(same, error);
    t.is((await post('/api/auth/login', { email: ADMIN.email })).status, 400);
    t.is((await post('/api/auth/login', { email: ADMIN.email })).body.error.field, 'password');
    t.is((await post('/api/auth/login', { email: 'a', password: 'b', evil: 1 })).status, 400);
    t.is((await post('/api/auth/refresh', { refresh_token: 'nothing' })).status, 401);
  });

  test.serial(name('refreshes once for each token, and ends the session on reuse'), async (t) => {
    const first = (await signIn(ADMIN.login, ADMIN.password)).body;
    const second = await post('/api/auth/refresh', { refresh_token: first.refresh_token });
    t.is(second.status, 200);
    t.is((await me(`Bearer ${second.body.token}`)).status, 200);
    t.is((await post('/api/auth/refresh', { refresh_token: first.refresh_token })).status, 401);
    t.is((await post('/api/auth/refresh', { refresh_token: second.body.refresh_token })).status, 401);
    t.is((await me(`Bearer ${second.body.token}`)).status, 401);
  });

  test.serial(name('lets one of many concurrent refreshes win, and the winner go on'), async (t) => {
    const { refresh_token } = (await signIn(ADMIN.login, ADMIN.password)).body;
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('/api/auth/refresh', { refresh_token })));
    const won = answers.filter(({ status }) => status === 200);
    t.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
    t.is((await me(`Bearer ${won[0]?.body.token}`)).status, 200);
  });

  test.serial(name('signs out of this session, or of all devices'), async (t) => {
    const [one, two] = [await signIn(ADMIN.login, ADMIN.password), await signIn(ADMIN.login, ADMIN.password)];
    const [first, second] = [`Bearer ${one.body.token}`, `Bearer ${two.body.token}`];
    const browser = await browse(site, ADMIN.login, ADMIN.password);
    const headers = { cookie: browser.cookie, 'x-wp-nonce': browser.nonce };
    const out = await post('/api/auth/logout', undefined, first);
    t.is(out.status, 200);
    t.deepEqual(out.body.data, { success: true });
    t.is((await me(first)).status, 401);
    t.is((await me(second)).status, 200);
    t.is((await site.request('/api/auth/me', { headers })).status, 200);
    t.is((await post('/api/auth/logout', { all_devices: true }, second)).status, 200);
    t.is((await me(second)).status, 401);
    t.is((await site.request('/api/auth/me', { headers })).status, 401);
    t.is((await post('/api/auth/logout', {})).status, 401);
    t.is((await post('/api/auth/logout', {}, await site.key('ops', []))).status, 403);
  });

  test.serial(name('opens each surface to its own credentials and to no others'), async (t) => {
    const doors = {
      ops: '/api/auth/me',
      hosting: '/v1/users/me',
      org: '/api/v1/org-settings/',
      wordpress: '/wp-json/wp/v2/users/me',
    };
    const token = `Bearer ${(await signIn(ADMIN.login, ADMIN.password)).body.token}`;
    const opens: Record<string, readonly string[]> = {};
    const scopes = ['org-settings:read'];
    const credentials = {
      'ops key': await site.key('ops', scopes),
      'hosting key': await site.key('hosting', scopes),
      'org key': await site.key('org', scopes),
      'access token': token,
      'application password': site.admin,
      'login password': `Basic ${Buffer.from(`${ADMIN.login}:${ADMIN.password}`).toString('base64')}`,
    };
    for (const [credential, auth] of Object.entries(credentials)) {
      const statuses: string[] = [];
      for (const [surface, path] of Object.entries(doors)) {
        const { status } = await site.request(path, { auth });
        if (status === 200) statuses.push(surface);
        else t.is(status, 401, `${credential} at ${path}`);
      }
      opens[credential] = statuses;
    }
    t.deepEqual(opens, {
      'ops key': ['ops'],
      'hosting key': ['hosting'],
      'org key': ['org'],
      'access token': ['ops'],
      'application password': ['wordpress'],
      'login password': [],
    });
    const { cookie, nonce } = await browse(site, ADMIN.login, ADMIN.password);
    for (const path of Object.values(doors)) {
      t.is((await site.request(path, { headers: { cookie, 'x-wp-nonce': nonce } })).status, 200, path);
      t.is((await site.request(path, { headers: { cookie } })).status, 401, `cookie alone at ${path}`);
      const wrong = await site.request(path, { headers: { cookie, 'x-wp-nonce': '0123456789' } });
      t.is(wrong.status, path === doors.hosting ? 401 : 403, `wrong nonce at ${path}`);
    }
    t.is(
      (await site.request(doors.ops, { headers: { 'x-api-key': credentials['ops key'].slice(7) } })).status,
      200,
    );
    t.is((await site.request(doors.ops)).status, 401);
  });

  test.serial(name('tells a hosting key who it is and how far it reaches'), async (t) => {
    const own = await site.request('/v1/users/me', {
      auth: await site.key('hosting', ['members:read', 'future:read']),
    });
    t.like(own.body, {
      name: 'hosting members:read,future:read',
      email: '',
      effective_scopes: ['members:read'],
    });
    const { userId } = await site.login({ login: 'hosted', role: 'viewer' });
    const input = {
      surface: 'hosting',
      name: 'Theirs',
      scopes: ['members:read', 'members:write'],
      userId,
    } as const;
    const { key } = await site.host.auth.apiKeys.create(site.actor, input);
    const theirs = await site.request('/v1/users/me', { auth: `Bearer ${key}` });
    t.deepEqual(Object.keys(theirs.body).sort(), ['created_at', 'effective_scopes', 'email', 'id', 'name']);
    t.like(theirs.body, { name: 'hosted', email: 'hosted@example.test', effective_scopes: ['members:read'] });
    t.regex(theirs.body.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test.serial(name('shows and changes the settings of the key’s organisation'), async (t) => {
    const auth = await site.key('org', ['org-settings:read', 'org-settings:write']);
    const put = (body: unknown, by = auth) =>
      site.request('/api/v1/org-settings/', { method: 'PUT', auth: by, body });
    const before = await site.request('/api/v1/org-settings/', { auth });
    t.is(before.status, 200);
    t.like(before.body.data, { currency: 'USD', taxRate: 0, logoUrl: null });
    t.deepEqual((await site.request('/api/v1/org-settings', { auth })).body, before.body);
    t.deepEqual((await put({ taxRate: 7, name: 'Studio' })).body.data, {
      ...before.body.data,
      taxRate: 7,
      name: 'Studio',
    });
    const bad = await put({ colour: 'red', currency: 'nope' });
    t.is(bad.status, 422);
    t.deepEqual(
      bad.body.error.details.map(({ field }: { field: string }) => field),
      ['colour', 'currency'],
    );
    t.deepEqual(code(await put({ taxRate: 1 }, await site.key('org', ['org-settings:read'])))[0], 403);
    const other = await site.organization('Somebody else');
    const theirs = await site.key('org', ['org-settings:read'], { ...site.actor, orgId: other.orgId });
    t.is((await site.request('/api/v1/org-settings/', { auth: theirs })).body.data.name, 'Somebody else');
  });

  test.serial(name('acts in the organisation that the header names, and in no foreign one'), async (t) => {
    const other = await site.organization('Foreign');
    const second = await site.host.accounts.organizations.create(site.actor, { name: 'Second home' });
    const { userId } = await site.login({ login: 'wanderer', role: 'viewer' });
    await site.host.accounts.memberships.add(site.actor, { orgId: second.id, userId, role: 'administrator' });
    const { cookie, nonce } = await browse(site, 'wanderer', 'correct horse 2');
    const settings = (organization?: string) => {
      const headers = {
        cookie,
        'x-wp-nonce': nonce,
        ...(organization && { 'x-koapress-organization': organization }),
      };
      return site.request('/api/v1/org-settings/', { headers });
    };
    t.is((await settings()).status, 200);
    t.is((await settings(second.publicId)).body.data.name, 'Second home');
    t.is((await settings(String(second.id))).body.data.name, 'Second home');
    t.deepEqual(code(await settings(String(other.orgId))), [403, 'forbidden']);
    t.deepEqual(code(await settings('nonsense')), [403, 'forbidden']);
    await site.host.accounts.memberships
      .remove(site.actor, { orgId: second.id }, userId)
      .catch(() => undefined);
    t.is((await settings(second.publicId)).status, 200, 'the last administrator stays');
  });

  test.serial(name('ends access at once when a key is revoked or a password is changed'), async (t) => {
    const { key, item } = await site.host.auth.apiKeys.create(site.actor, {
      surface: 'org',
      name: 'Gone',
      scopes: ['*'],
    });
    const auth = `Bearer ${key}`;
    t.is((await site.request('/api/v1/org-settings/', { auth })).status, 200);
    await site.host.auth.apiKeys.revoke(site.actor, item.publicId);
    t.is((await site.request('/api/v1/org-settings/', { auth })).status, 401);

    const { userId } = await site.login({ login: 'changing' });
    const token = `Bearer ${(await signIn('changing', 'correct horse 2')).body.token}`;
    t.is((await me(token)).status, 200);
    await site.host.accounts.users.setPassword(site.actor, userId, 'another one');
    t.is((await me(token)).status, 401);
    t.is((await signIn('changing', 'correct horse 2')).status, 401);
    t.is((await signIn('changing', 'another one')).status, 200);
  });

  test.serial(name('limits failed sign-ins with 429 and Retry-After, whatever the account'), async (t) => {
    const statuses = async (email: string) => {
      const seen: number[] = [];
      for (let i = 0; i < 11; i += 1) seen.push((await signIn(email, `wrong ${i}`)).status);
      return seen;
    };
    const known = await statuses('hosted');
    t.deepEqual(known, [...Array(10).fill(401), 429]);
    t.deepEqual(await statuses('unheard-of'), known);
    const last = await signIn('hosted', 'correct horse 2');
    t.is(last.status, 429);
    t.true(Number(last.headers.get('retry-after')) > 0);
  });
}
