import test from 'ava';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';

const USERS = '/wp/v2/users';

for (const database of databases) {
  let site: Site;
  let ada: { auth: string; userId: number };
  test.before(`${database.engine}: start`, async () => {
    site = await startSite(database);
    ada = await site.login({ login: 'ada', role: 'manager' });
    for (const login of ['bob', 'cy', 'di']) await site.login({ login });
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  const slugs = ({ body }: { body: { slug: string }[] }) => body.map((each) => each.slug);

  test.serial(`${database.engine}: creates users, with WordPress' codes for what is wrong`, async (t) => {
    const ask = `POST ${USERS}`;
    const auth = site.admin;
    const eve = { username: 'eve', email: 'eve@example.test', password: 'correct horse 5' };
    const invalid = { ask, auth, status: 400, code: 'rest_invalid_param' };
    await checkAll(t, site, [
      {
        ask,
        auth,
        body: eve,
        status: 201,
        check: ({ body, headers }) => {
          t.is(headers.get('location'), `http://site.test/wp-json${USERS}/${body.id}`);
          t.like(body, {
            username: 'eve',
            name: 'eve',
            roles: ['viewer'],
            locale: 'en_US',
            extra_capabilities: { viewer: true },
          });
          t.regex(body.registered_date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
          t.false('password' in body);
        },
      },
      {
        ask,
        auth,
        body: {},
        status: 400,
        code: 'rest_missing_callback_param',
        check: ({ body }) => t.deepEqual(body.data.params, ['username', 'email', 'password']),
      },
      { ask, auth, body: { ...eve, email: 'eve2@example.test' }, status: 409, code: 'existing_user_login' },
      { ask, auth, body: { ...eve, username: 'eve2' }, status: 409, code: 'existing_user_email' },
      { ...invalid, body: { ...eve, username: 'eve3', email: 'nobody' }, detail: 'rest_invalid_email' },
      { ...invalid, body: { ...eve, username: 'bob<>' }, detail: 'rest_user_invalid_username' },
      { ...invalid, body: { ...eve, username: '' }, detail: 'rest_user_invalid_username' },
      { ...invalid, body: { ...eve, username: 'eve3', password: '' }, detail: 'rest_user_invalid_password' },
      {
        ...invalid,
        body: { ...eve, username: 'eve3', password: 'a\\b' },
        detail: 'rest_user_invalid_password',
      },
      {
        ask,
        auth,
        body: { ...eve, username: 'eve3', roles: ['king'] },
        status: 400,
        code: 'rest_user_invalid_role',
      },
      { ask, auth, body: { ...eve, username: 'eve3', id: 1 }, status: 400, code: 'rest_user_exists' },
      {
        ask: `GET ${USERS}?search=eve`,
        auth,
        status: 200,
        check: (answer) => t.deepEqual(slugs(answer), ['eve']),
      },
    ]);
  });

  test.serial(`${database.engine}: changes users, oneself and others`, async (t) => {
    const auth = site.admin;
    const path = `${USERS}/${ada.userId}`;
    const own = { ask: `PUT ${USERS}/me`, auth: ada.auth };
    await checkAll(t, site, [
      {
        ask: `PUT ${path}`,
        auth,
        body: { first_name: 'Ada', last_name: 'L' },
        status: 200,
        check: ({ body }) => t.like(body, { first_name: 'Ada', last_name: 'L', name: 'ada' }),
      },
      {
        ask: `PATCH ${path}`,
        auth,
        body: { name: 'Ada L', url: 'https://ada.test' },
        status: 200,
        check: ({ body }) => t.like(body, { first_name: 'Ada', name: 'Ada L' }),
      },
      {
        ask: `POST ${path}`,
        auth,
        body: { roles: ['member'] },
        status: 200,
        check: ({ body }) => t.deepEqual(body.roles, ['member']),
      },
      { ask: `PUT ${path}`, auth, body: { username: 'ADA' }, status: 200 },
      {
        ask: `PUT ${path}`,
        auth,
        body: { username: 'other' },
        status: 400,
        code: 'rest_user_invalid_argument',
      },
      {
        ask: `PUT ${path}`,
        auth,
        body: { email: 'bob@example.test' },
        status: 400,
        code: 'rest_user_invalid_email',
      },
      { ask: `PUT ${path}`, auth, body: { slug: 'bob' }, status: 400, code: 'rest_user_invalid_slug' },
      { ask: `PUT ${path}`, auth, body: { email: 'new@example.test', slug: 'bob' }, status: 400 },
      {
        ask: `GET ${path}?context=edit`,
        auth,
        status: 200,
        check: ({ body }) => t.is(body.email, 'ada@example.test'),
      },
      { ask: `PUT ${USERS}/999999`, auth, body: {}, status: 404, code: 'rest_user_invalid_id' },
      { ...own, body: { description: 'me' }, status: 200, check: ({ body }) => t.is(body.description, 'me') },
      { ...own, body: { roles: ['administrator'] }, status: 403, code: 'rest_cannot_edit_roles' },
      {
        ...own,
        body: { meta: { persisted_preferences: { core: { a: 1 } } } },
        status: 200,
        check: ({ body }) => t.deepEqual(body.meta, { persisted_preferences: { core: { a: 1 } } }),
      },
      {
        ask: `DELETE ${USERS}/me?force=true&reassign=1`,
        auth: ada.auth,
        status: 403,
        code: 'rest_user_cannot_delete',
      },
    ]);
  });

  test.serial(`${database.engine}: nobody can give or take what they do not have`, async (t) => {
    const { roles } = site.host.accounts;
    await roles.create(site.actor, {
      level: 'site',
      name: 'user-desk',
      scopes: ['users:read', 'users:write'],
    });
    const desk = await site.login({ login: 'desk', siteRole: 'user-desk' });
    const admin = await site.host.accounts.users.byLogin('admin');
    const auth = desk.auth;
    const made = { username: 'made', email: 'made@example.test', password: 'correct horse 6' };
    await checkAll(t, site, [
      {
        ask: `POST ${USERS}`,
        auth,
        body: { ...made, roles: ['administrator'] },
        status: 403,
        code: 'rest_cannot_edit_roles',
      },
      {
        ask: `PUT ${USERS}/me`,
        auth,
        body: { roles: ['administrator'] },
        status: 403,
        code: 'rest_cannot_edit_roles',
      },
      {
        ask: `PUT ${USERS}/${admin?.id}`,
        auth,
        body: { password: 'mine' },
        status: 403,
        code: 'rest_cannot_edit',
      },
      { ask: `POST ${USERS}/${admin?.id}/application-passwords`, auth, body: { name: 'mine' }, status: 403 },
      {
        ask: `DELETE ${USERS}/${admin?.id}?force=true&reassign=false`,
        auth,
        status: 403,
        code: 'rest_user_cannot_delete',
      },
      {
        ask: `POST ${USERS}`,
        auth,
        body: { ...made, roles: ['member'] },
        status: 403,
        code: 'rest_cannot_edit_roles',
      },
      { ask: `POST ${USERS}`, auth, body: made, status: 201 },
      {
        ask: `POST ${USERS}`,
        auth: site.admin,
        body: {
          username: 'second',
          email: 'second@example.test',
          password: 'correct horse 7',
          roles: ['administrator'],
        },
        status: 201,
        check: ({ body }) => {
          t.deepEqual(body.roles, ['administrator']);
          t.true(body.capabilities.manage_options);
        },
      },
    ]);
  });

  test.serial(`${database.engine}: deletes users for good, when asked twice`, async (t) => {
    const bob = await site.host.accounts.users.byLogin('bob');
    const cy = await site.host.accounts.users.byLogin('cy');
    const path = `${USERS}/${bob?.id}`;
    const auth = site.admin;
    await checkAll(t, site, [
      { ask: `DELETE ${path}`, auth, status: 400, code: 'rest_missing_callback_param' },
      { ask: `DELETE ${path}?force=true`, auth, status: 400, code: 'rest_missing_callback_param' },
      { ask: `DELETE ${path}?reassign=1`, auth, status: 501, code: 'rest_trash_not_supported' },
      {
        ask: `DELETE ${path}?force=true&reassign=${bob?.id}`,
        auth,
        status: 400,
        code: 'rest_user_invalid_reassign',
      },
      {
        ask: `DELETE ${path}?force=true&reassign=999999`,
        auth,
        status: 400,
        code: 'rest_user_invalid_reassign',
      },
      { ask: `DELETE ${path}?force=true&reassign=abc`, auth, status: 400, code: 'rest_invalid_param' },
      {
        ask: `DELETE ${path}?force=true&reassign=1`,
        auth,
        status: 200,
        check: ({ body }) => {
          t.like(body, { deleted: true, previous: { username: 'bob', roles: ['viewer'] } });
          t.false('_links' in body.previous);
        },
      },
      { ask: `DELETE ${path}?force=true&reassign=1`, auth, status: 404, code: 'rest_user_invalid_id' },
      { ask: `DELETE ${USERS}/${cy?.id}`, auth, body: { force: true, reassign: false }, status: 200 },
    ]);
  });
}
