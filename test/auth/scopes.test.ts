import test from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import type { ScopeSpec } from '../../src/plugins/plugin.js';
import { databases } from '../support/databases.js';
import { asked, basicHeader, bearer } from './request.js';
import { addUser, type Rooms, shareRooms } from './rooms.js';

const NOTES: ScopeSpec[] = [
  { name: 'notes:read', description: 'See notes', roles: ['manager', 'member', 'viewer'] },
  { name: 'notes:write', description: 'Write notes', roles: ['manager', 'member'] },
  { name: 'notes-site:write', level: 'site', description: 'Change what the site says of notes' },
];

async function principalOf(
  rooms: Rooms,
  login: string,
  scopes: string[] | null = null,
  headers = {},
): Promise<Principal> {
  const user = await rooms.users.byLogin(login);
  const name = `For ${login} ${JSON.stringify(scopes)} ${Math.random()}`;
  const { password } = await rooms.applicationPasswords.create(rooms.host, user?.id ?? 0, { name, scopes });
  const request = { surface: 'agency-os', headers: { ...basicHeader(login, password), ...headers } } as const;
  return (await rooms.authenticators['application-password'].authenticate(asked(request).ctx)) as Principal;
}

const sorted = (set: ReadonlySet<string>) => [...set].sort();

/** What everybody may do with their own. */
const OWN = ['notifications:read', 'notifications:write'];

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('gives each default role what the scopes say'), async (t) => {
    const rooms = open();
    for (const role of ['administrator', 'manager', 'member', 'viewer']) await addUser(rooms, role, role);
    const scopes = async (login: string) => sorted((await principalOf(rooms, login)).orgScopes);
    t.deepEqual(await scopes('administrator'), ['*']);
    t.deepEqual(await scopes('manager'), [
      'audit-logs:read',
      'members:read',
      ...OWN,
      'org-settings:read',
      'webhooks:read',
      'webhooks:write',
    ]);
    t.deepEqual(await scopes('member'), [
      'api-keys:read',
      'audit-logs:read',
      'members:read',
      ...OWN,
      'org-settings:read',
      'webhooks:read',
    ]);
    t.deepEqual(await scopes('viewer'), ['members:read', ...OWN, 'org-settings:read']);
    t.deepEqual(
      sorted((await principalOf(rooms, 'administrator')).siteScopes),
      [],
      'of the organisation alone',
    );
    t.deepEqual(sorted((await principalOf(rooms, 'admin')).siteScopes), ['*']);
  });

  test.serial(name('lets scopes come and go with their plugin, and keeps the grants'), async (t) => {
    const rooms = open();
    await addUser(rooms, 'follower', 'viewer');
    await rooms.roles.create(rooms.host, {
      level: 'organization',
      name: 'scribe',
      scopes: ['notes:write', 'notes:read'],
    });
    await addUser(rooms, 'own-role', 'scribe');
    const see = async (login: string, scopes: string[] | null = null) =>
      sorted((await principalOf(rooms, login, scopes)).orgScopes);
    const { password } = await rooms.applicationPasswords.create(
      rooms.host,
      (await rooms.users.byLogin('follower'))?.id ?? 0,
      { name: 'Kept' },
    );
    const ask = () =>
      rooms.authenticators['application-password'].authenticate(
        asked({ surface: 'agency-os', headers: basicHeader('follower', password) }).ctx,
      );
    t.false((await ask())?.orgScopes.has('notes:read'));
    t.deepEqual(await see('own-role'), []);

    rooms.scopes.declare('notes', NOTES);
    t.true((await ask())?.orgScopes.has('notes:read'), 'also for a credential that was verified before');
    t.deepEqual(await see('own-role'), ['notes:read', 'notes:write']);
    t.deepEqual(await see('admin', ['notes:read', 'notes-site:write']), ['notes:read']);
    t.deepEqual(sorted((await principalOf(rooms, 'admin', ['notes-site:write'])).siteScopes), [
      'notes-site:write',
    ]);
    t.is(rooms.scopes.level('notes-site:write'), 'site');

    rooms.scopes.withdraw('notes');
    t.false((await ask())?.orgScopes.has('notes:read'));
    t.deepEqual(await see('own-role'), []);
    t.deepEqual((await rooms.roles.get('organization', 'scribe'))?.scopes, ['notes:write', 'notes:read']);
  });

  test.serial(name('cuts a credential down to its scopes and its owner, at both levels'), async (t) => {
    const rooms = open();
    await addUser(rooms, 'cut', 'viewer');
    const see = async (scopes: string[] | null, login = 'cut') => {
      const { orgScopes, siteScopes } = await principalOf(rooms, login, scopes);
      return [sorted(orgScopes), sorted(siteScopes)];
    };
    const viewer = ['members:read', ...OWN, 'org-settings:read'];
    t.deepEqual(await see(null), [viewer, []]);
    t.deepEqual(await see(['*']), [viewer, []]);
    t.deepEqual(await see([]), [[], []]);
    t.deepEqual(await see(['members:read', 'members:write', 'plugins:write']), [['members:read'], []]);
    t.deepEqual(await see(['members:write', 'plugins:write'], 'admin'), [
      ['members:write'],
      ['plugins:write'],
    ]);
  });

  test.serial(name('makes a change of role effective at once'), async (t) => {
    const rooms = open();
    const user = await addUser(rooms, 'promoted', 'viewer');
    const { password } = await rooms.applicationPasswords.create(rooms.host, user.id, { name: 'Script' });
    const { key } = await rooms.apiKeys.create(rooms.host, {
      surface: 'org',
      name: 'Theirs',
      scopes: ['*'],
      userId: user.id,
    });
    const byPassword = asked({ surface: 'agency-os', headers: basicHeader('promoted', password) }).ctx;
    const byKey = asked({ surface: 'org', headers: bearer(key) }).ctx;
    const see = async () => {
      const one = (await rooms.authenticators['application-password'].authenticate(byPassword)) as Principal;
      const two = (await rooms.authenticators['api-key'].authenticate(byKey)) as Principal;
      t.deepEqual(sorted(one.orgScopes), sorted(two.orgScopes));
      return { org: sorted(one.orgScopes), site: sorted(one.siteScopes), siteOfKey: sorted(two.siteScopes) };
    };
    t.deepEqual((await see()).org, ['members:read', ...OWN, 'org-settings:read']);
    await rooms.memberships.setRole(rooms.host, rooms.host, user.id, 'administrator');
    await rooms.users.setSiteRole(rooms.host, user.id, 'administrator');
    t.deepEqual(await see(), { org: ['*'], site: ['*'], siteOfKey: [] });
    await rooms.users.setSiteRole(rooms.host, user.id, null);
    t.deepEqual((await see()).site, []);
    await rooms.memberships.remove(rooms.host, rooms.host, user.id);
    t.like(await t.throwsAsync(rooms.authenticators['application-password'].authenticate(byPassword)), {
      code: 'forbidden',
    });
    t.like(await t.throwsAsync(rooms.authenticators['api-key'].authenticate(byKey)), {
      code: 'bad_credentials',
    });
  });

  test.serial(
    name('acts in one organisation: the named one, else the default one, never a foreign one'),
    async (t) => {
      const rooms = open();
      const user = await addUser(rooms, 'two-homes', 'viewer');
      const second = await rooms.organizations.create(rooms.host, { name: 'Second' });
      const third = await rooms.organizations.create(rooms.host, { name: 'Third' });
      const there = hostPrincipal(second.id, 'test');
      await rooms.memberships.add(there, { orgId: second.id, userId: user.id, role: 'administrator' });
      const named = (text: string) =>
        principalOf(rooms, 'two-homes', null, { 'X-Koapress-Organization': text });
      t.is((await principalOf(rooms, 'two-homes')).orgId, rooms.host.orgId);
      t.is((await named(second.publicId)).orgId, second.id);
      t.is((await named(String(second.id))).orgId, second.id);
      t.deepEqual(sorted((await named(second.publicId)).orgScopes), ['*']);
      for (const text of [third.publicId, String(third.id), 'nonsense', '0']) {
        t.like(await t.throwsAsync(named(text)), { code: 'forbidden' });
      }
      await rooms.users.setDefaultOrganization(rooms.host, user.id, second.id);
      t.is((await principalOf(rooms, 'two-homes')).orgId, second.id);
    },
  );

  test.serial(name('refuses scopes that another has declared'), (t) => {
    const { scopes } = open();
    scopes.declare('one', [{ name: 'things:read', description: 'See things' }]);
    const spec = [{ name: 'things:read', description: 'See other things' }];
    t.deepEqual(scopes.taken('two', spec), ['things:read']);
    t.throws(() => scopes.declare('two', spec), { message: /things:read/ });
    scopes.withdraw('one');
    t.deepEqual(scopes.taken('two', spec), []);
  });
}
