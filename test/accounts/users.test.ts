import test from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { addUser, shareRooms } from '../auth/rooms.js';
import { databases } from '../support/databases.js';

for (const database of databases) {
  const name = (sentence: string) => `${database.engine}: ${sentence}`;
  const open = shareRooms(test, database);

  test.serial(name('makes the first organisation and its administrator once'), async (t) => {
    const { users, organizations, memberships, admin } = open();
    t.deepEqual(await organizations.ids(), [1]);
    t.is(admin.siteRole, 'administrator');
    t.deepEqual(
      (await memberships.of(admin.id)).map(({ orgId, role }) => [orgId, role]),
      [[1, 'administrator']],
    );
    t.is((await users.list({ page: 1, perPage: 10 })).total, 1);
  });

  test.serial(name('creates somebody with all fields, who joins the maker as viewer'), async (t) => {
    const { users, host, memberships } = open();
    const profile = {
      name: 'Ada Lovelace',
      firstName: 'Ada',
      lastName: 'Lovelace',
      url: 'https://example.com',
      locale: 'en_GB',
    };
    const input = {
      login: 'Ada',
      email: 'Ada@Example.com',
      password: 'x',
      description: 'Counts 🧮',
      ...profile,
    };
    const user = await users.create(host, { ...input, meta: { persisted_preferences: { a: [1] } } });
    t.like(user, {
      login: 'Ada',
      email: 'Ada@Example.com',
      slug: 'ada',
      nickname: 'Ada',
      siteRole: null,
      ...profile,
    });
    t.is(user.description, 'Counts 🧮');
    t.deepEqual(user.meta, { persisted_preferences: { a: [1] } });
    t.false('passwordHash' in user);
    t.is((await memberships.find(host, user.id))?.role, 'viewer');
    t.is((await users.byLogin('ADA'))?.id, user.id);
    t.is((await users.byLoginOrEmail('ada@EXAMPLE.com'))?.id, user.id);
    t.is((await users.byPublicId(user.publicId))?.id, user.id);
  });

  test.serial(
    name('refuses logins and e-mail addresses that are taken, in any case and crosswise'),
    async (t) => {
      const { users, host } = open();
      const create = (login: string, email: string) => users.create(host, { login, email, password: 'x' });
      await create('taken', 'taken@example.com');
      await create('person@example.com', 'else@example.com');
      t.like(await t.throwsAsync(create('TAKEN', 'a@example.com')), {
        code: 'conflict',
        reason: 'existing_user_login',
      });
      t.like(await t.throwsAsync(create('b', 'Taken@Example.com')), {
        code: 'conflict',
        reason: 'existing_user_email',
      });
      t.like(await t.throwsAsync(create('taken@example.com', 'c@example.com')), {
        reason: 'existing_user_login',
      });
      t.like(await t.throwsAsync(create('d', 'PERSON@example.com')), { reason: 'existing_user_email' });
      const race = await Promise.allSettled([
        create('race', 'race@example.com'),
        create('race', 'race@example.com'),
      ]);
      t.deepEqual(race.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      t.like((race.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason, {
        code: 'conflict',
      });
    },
  );

  test.serial(
    name('refuses what is no login, address, password, role or locale, and leaves nothing behind'),
    async (t) => {
      const { users, host, db } = open();
      const good = { login: 'fine', email: 'fine@example.com', password: 'x' };
      const before = (await db.query('kp_users')).length;
      const cases = [
        [{ login: 'bob<>' }, 'login'],
        [{ login: '' }, 'login'],
        [{ login: 'a|b' }, 'login'],
        [{ login: 'a:b' }, 'login'],
        [{ login: 'x'.repeat(61) }, 'login'],
        [{ email: 'nobody' }, 'email'],
        [{ email: `${'x'.repeat(190)}@example.com` }, 'email'],
        [{ password: '' }, 'password'],
        [{ name: 'x'.repeat(251) }, 'name'],
        [{ locale: 'x'.repeat(36) }, 'locale'],
        [{ membership: { orgId: host.orgId, role: 'king' } }, 'role'],
        [{ siteRole: 'king' }, 'role'],
      ] as const;
      for (const [fault, field] of cases) {
        t.like(
          await t.throwsAsync(users.create(host, { ...good, ...fault })),
          { field },
          JSON.stringify(fault),
        );
      }
      t.is((await db.query('kp_users')).length, before);
    },
  );

  test.serial(name('updates a part, and only to addresses and slugs that are free'), async (t) => {
    const rooms = open();
    const { users, host } = rooms;
    const user = await addUser(rooms, 'partial');
    const other = await addUser(rooms, 'partial-other');
    const updated = await users.update(host, user.id, {
      firstName: 'P',
      email: 'PARTIAL@example.com',
      meta: { a: 1 },
    });
    t.like(updated, { firstName: 'P', lastName: '', email: 'PARTIAL@example.com', login: 'partial' });
    t.like(await t.throwsAsync(users.update(host, user.id, { email: other.email })), {
      reason: 'existing_user_email',
    });
    t.like(await t.throwsAsync(users.update(host, user.id, { slug: other.slug })), {
      reason: 'existing_user_slug',
    });
    t.like(await t.throwsAsync(users.update(host, 999_999, { firstName: 'x' })), { code: 'not_found' });
  });

  test.serial(name('finds users by text, role and list, sorted and paged'), async (t) => {
    const rooms = open();
    const { users, host } = rooms;
    const ids: number[] = [];
    for (const [login, called] of [
      ['find-c', 'Åsa'],
      ['find-a', 'zoe'],
      ['find-b', 'Bert'],
    ] as const) {
      const membership = { orgId: host.orgId, role: login === 'find-a' ? 'manager' : 'member' };
      const input = { login, email: `${login}@found.example`, password: 'x', name: called, membership };
      ids.push((await users.create(host, input)).id);
    }
    const [c = 0, a = 0, b = 0] = ids;
    const find = async (query: object) => {
      const page = await users.list({ page: 1, perPage: 10, ...query });
      return [page.items.map(({ id }) => id), page.total];
    };
    t.deepEqual(await find({ search: 'FOUND.example' }), [[c, b, a], 3]);
    t.deepEqual(await find({ search: 'found', orderBy: 'id', direction: 'desc', perPage: 2 }), [[b, a], 3]);
    t.deepEqual(await find({ search: 'found', orderBy: 'id', direction: 'desc', perPage: 2, page: 2 }), [
      [c],
      3,
    ]);
    t.deepEqual(await find({ ids: [b, c, a], orderBy: 'include' }), [[b, c, a], 3]);
    t.deepEqual(await find({ slugs: ['find-b', 'find-a'], orderBy: 'slugs' }), [[b, a], 2]);
    t.deepEqual(await find({ ids, except: [a] }), [[c, b], 2]);
    t.deepEqual(await find({ ids, orgId: host.orgId, roles: ['manager'] }), [[a], 1]);
    t.deepEqual(await find({ search: 'found', page: 9 }), [[], 3]);
    t.deepEqual(await find({ search: '100%' }), [[], 0]);
    t.deepEqual(await find({ ids: [] }), [[], 0]);
  });

  test.serial(name('keeps the last administrator of the site and of the organisation'), async (t) => {
    const rooms = open();
    const { users, memberships, host, admin } = rooms;
    const refused = { code: 'conflict' };
    t.like(await t.throwsAsync(users.setSiteRole(host, admin.id, null)), refused);
    t.like(await t.throwsAsync(users.delete(host, admin.id)), refused);
    t.like(await t.throwsAsync(memberships.setRole(host, host, admin.id, 'viewer')), refused);
    t.like(await t.throwsAsync(memberships.remove(host, host, admin.id)), refused);
    const second = await addUser(rooms, 'second-admin', 'administrator');
    await users.setSiteRole(host, second.id, 'administrator');
    await t.notThrowsAsync(users.setSiteRole(host, admin.id, null));
    await users.setSiteRole(host, admin.id, 'administrator');
    t.is((await users.delete(host, second.id)).login, 'second-admin');
    t.is(await users.byId(second.id), undefined);
    t.deepEqual(await memberships.of(second.id), []);
  });

  test.serial(name('tells plugins members of their own organisation alone'), async (t) => {
    const rooms = open();
    const inside = await addUser(rooms, 'inside');
    const second = await rooms.organizations.create(rooms.host, { name: 'Elsewhere', currency: 'EUR' });
    const membership = { orgId: second.id, role: 'viewer' };
    const outside = await rooms.users.create(rooms.host, {
      login: 'outside',
      email: 'o@example.com',
      password: 'x',
      membership,
    });
    const found = await rooms.directory.members(rooms.host, [inside.id, outside.id, 999_999]);
    t.deepEqual([...found.keys()], [inside.id]);
    t.deepEqual(Object.keys(found.get(inside.id) ?? {}).sort(), ['email', 'id', 'login', 'name', 'publicId']);
    t.deepEqual(
      [...(await rooms.directory.members({ orgId: second.id }, [inside.id, outside.id])).keys()],
      [outside.id],
    );
    t.like(await rooms.directory.organization({ orgId: second.id }), {
      id: second.id,
      name: 'Elsewhere',
      currency: 'EUR',
    });
  });

  test.serial(name('prepares each new organisation in the transaction that makes it'), async (t) => {
    const { organizations, host } = open();
    const prepared: number[] = [];
    const undo = organizations.onCreated(async (orgId) => {
      prepared.push(orgId);
      if (prepared.length > 1) throw new Error('no rows today');
    });
    const made = await organizations.create(host, { name: 'Prepared' });
    t.deepEqual(prepared, [made.id]);
    const before = await organizations.ids();
    await t.throwsAsync(organizations.create(host, { name: 'Not prepared' }), { message: 'no rows today' });
    t.deepEqual(await organizations.ids(), before);
    undo();
    await t.notThrowsAsync(organizations.create(host, { name: 'Quiet' }));
    t.is(prepared.length, 2);
  });

  test.serial(
    name('keeps roles of one’s own, but none by a default name or with scopes that are none'),
    async (t) => {
      const { roles, host } = open();
      const create = (name: string, scopes: string[]) =>
        roles.create(host, { level: 'organization', name, scopes });
      await create('auditor', ['audit-logs:read', 'future.things:read']);
      t.deepEqual(
        (await roles.list('organization')).map((role) => role.name),
        ['administrator', 'manager', 'member', 'viewer', 'auditor'],
      );
      t.like(await t.throwsAsync(create('auditor', [])), { code: 'conflict' });
      t.like(await t.throwsAsync(create('viewer', [])), { code: 'invalid' });
      t.like(await t.throwsAsync(create('clerk', ['read everything'])), { code: 'invalid', field: 'scopes' });
      t.is(await roles.get('site', 'auditor'), undefined);
      await roles.update(host, 'organization', 'auditor', []);
      t.deepEqual((await roles.get('organization', 'auditor'))?.scopes, []);
      await roles.delete(host, 'organization', 'auditor');
      t.like(await t.throwsAsync(roles.delete(host, 'organization', 'auditor')), { code: 'not_found' });
    },
  );

  test.serial(
    name('writes every change to the audit log of the organisation, without secrets'),
    async (t) => {
      const rooms = open();
      const actor: Principal = {
        ...rooms.host,
        userId: rooms.admin.id,
        name: 'admin',
        credential: { kind: 'session', id: 'abc' },
      };
      const membership = { orgId: actor.orgId, role: 'viewer' };
      const user = await rooms.users.create(actor, {
        login: 'logged',
        email: 'l@example.com',
        password: 'hidden-one',
        membership,
      });
      await rooms.users.setPassword(actor, user.id, 'hidden-two');
      await rooms.memberships.setRole(actor, actor, user.id, 'member');
      const log = await rooms.audit.list(
        actor,
        { actorId: rooms.admin.id },
        { kind: 'page', page: 1, perPage: 4 },
      );
      t.deepEqual(
        log.items.map(({ action }) => action),
        ['member.role_changed', 'user.password_changed', 'member.added', 'user.created'],
      );
      t.like(log.items[0], {
        actorType: 'user',
        actorName: 'admin',
        credentialKind: 'session',
        credentialId: 'abc',
      });
      t.deepEqual(log.items[0]?.changes, { role: ['viewer', 'member'] });
      t.false(JSON.stringify(log.items).includes('hidden-'));
    },
  );
}
