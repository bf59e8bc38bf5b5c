import test from 'ava';
import { browserHeaders } from '../matrix/sign-in.js';
import { databases } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';

// SQLite serves one process alone.
for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  let first: Site;
  let second: Site;

  test.before(async () => {
    const place = await database.open();
    first = await startSite(database, { place });
    second = await startSite(database, { place });
  });
  test.after.always(async () => {
    await second?.stop();
    await first?.stop();
    await first?.database.drop();
  });

  /** What the other process says before it has heard of the change, and after its next look. */
  const beforeAndAfter = async <T>(ask: (site: Site) => Promise<T>, change: () => Promise<unknown>) => {
    const before = await ask(second);
    await change();
    await second.host.revisions.look();
    return [before, await ask(second)];
  };
  const statusOf = (auth: string, path: string) => async (site: Site) =>
    (await site.request(path, { auth })).status;

  test.serial('an application password that one process revokes opens nothing in the other', async (t) => {
    const { auth, userId } = await first.login({ login: 'revoked' });
    const path = `/wp-json/wp/v2/users/${userId}/application-passwords`;
    const revoke = () => first.request(path, { method: 'DELETE', auth: first.admin });
    const seen = await beforeAndAfter(statusOf(auth, '/wp-json/wp/v2/users/me'), revoke);
    t.deepEqual(seen, [200, 401]);
  });

  test.serial('a key that one process revokes opens nothing in the other', async (t) => {
    const auth = await first.key('org', ['org-settings:read']);
    const [item] = (await first.host.auth.apiKeys.list(first.actor, { kind: 'page', page: 1, perPage: 1 }))
      .items;
    const revoke = () => first.host.auth.apiKeys.revoke(first.actor, item?.publicId ?? '');
    t.deepEqual(await beforeAndAfter(statusOf(auth, '/api/v1/org-settings'), revoke), [200, 401]);
  });

  test.serial('a session that ends in one process has ended in the other', async (t) => {
    const headers = await browserHeaders(first.url, ADMIN);
    const ask = async (site: Site) => (await site.request('/wp-json/wp/v2/users/me', { headers })).status;
    const change = async () => {
      const admin = await first.host.accounts.users.byLogin(ADMIN.login);
      const path = `/wp-json/wp/v2/users/${admin?.id}`;
      await first.request(path, { method: 'PUT', auth: first.admin, body: { password: ADMIN.password } });
    };
    t.deepEqual(await beforeAndAfter(ask, change), [200, 403]);
  });

  test.serial(
    'a role that one process takes away is gone in the other, and so is a deleted user',
    async (t) => {
      const { auth, userId } = await first.login({ login: 'lowered', siteRole: 'administrator' });
      const path = `/wp-json/wp/v2/users/${userId}`;
      const lower = () => first.host.accounts.users.setSiteRole(first.actor, userId, null);
      t.deepEqual(await beforeAndAfter(statusOf(auth, '/wp-json/wp/v2/plugins'), lower), [200, 403]);

      const remove = () =>
        first.request(`${path}?force=true&reassign=1`, { method: 'DELETE', auth: first.admin });
      t.deepEqual(await beforeAndAfter(statusOf(auth, '/wp-json/wp/v2/users/me'), remove), [200, 401]);
    },
  );

  test.serial('a membership that changes in one process has changed in the other', async (t) => {
    const { auth, userId } = await first.login({ login: 'moved', role: 'viewer' });
    const ask = async (site: Site) =>
      (await site.request('/wp-json/agency-os-ai/v1/clients', { method: 'POST', auth, body: {} })).status;
    const raise = () =>
      first.request(`/wp-json/wp/v2/users/${userId}`, {
        method: 'PUT',
        auth: first.admin,
        body: { roles: ['manager'] },
      });
    t.deepEqual(await beforeAndAfter(ask, raise), [403, 400]);
  });

  test.serial('a setting that is saved in one process is read in the other', async (t) => {
    const save = () =>
      first.request('/wp-json/wp/v2/settings', {
        method: 'PUT',
        auth: first.admin,
        body: { title: 'Renamed' },
      });
    const ask = async (site: Site) => (await site.request('/wp-json/')).body.name;
    const [before, after] = await beforeAndAfter(ask, save);
    t.not(before, 'Renamed');
    t.is(after, 'Renamed');
  });

  test.serial('a sign-in tells nobody anything', async (t) => {
    const before = await first.host.revisions.current('credentials');
    await browserHeaders(first.url, ADMIN);
    t.is(await first.host.revisions.current('credentials'), before);
  });
}
