import test from 'ava';
import { databases } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';

const OWN = '/wp/v2/users/me/application-passwords';
const UUID = '4a2f2c5e-1c44-4b5e-9d0a-111111111111';

for (const database of databases) {
  let site: Site;
  test.before(`${database.engine}: start`, async () => {
    site = await startSite(database);
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  test.serial(`${database.engine}: makes, shows, renames and deletes application passwords`, async (t) => {
    const { auth, userId } = await site.login({ login: 'ada' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const made = await site.request(`/wp-json${OWN}`, {
      method: 'POST',
      auth,
      headers: form,
      body: `name=my+app&app_id=${UUID}`,
    });
    t.is(made.status, 201);
    const { uuid, password, ...item } = made.body;
    const own = `http://site.test/wp-json/wp/v2/users/${userId}/application-passwords/${uuid}`;
    t.is(made.headers.get('location'), own);
    t.regex(password, /^([A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}$/);
    t.like(item, {
      app_id: UUID,
      name: 'my app',
      last_used: null,
      last_ip: null,
      _links: { self: [{ href: own }] },
    });
    t.regex(item.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);

    const basic = (login: string, secret: string) =>
      `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;
    const introspected = {
      ask: `GET ${OWN}/introspect`,
      status: 200,
      check: (a: { body: { uuid: string } }) => t.is(a.body.uuid, uuid),
    };
    const one = `${OWN}/${uuid}`;
    await checkAll(t, site, [
      { ...introspected, auth: basic('ada', password) },
      { ...introspected, auth: basic('ADA', password.replaceAll(' ', '')) },
      { ...introspected, auth: basic('ada@example.test', password) },
      {
        ask: `GET ${one}`,
        auth,
        status: 200,
        allow: 'GET, POST, PUT, DELETE',
        check: ({ body }) => {
          t.is(body.last_ip, '127.0.0.1');
          t.false('password' in body);
        },
      },
      {
        ask: `GET ${OWN}`,
        auth,
        status: 200,
        allow: 'GET, POST, DELETE',
        check: ({ body }) => t.is(body.length, 2),
      },
      {
        ask: `PUT ${one}`,
        auth,
        body: { name: 'renamed' },
        status: 200,
        check: ({ body }) => t.is(body.name, 'renamed'),
      },
      {
        ask: `POST ${OWN}`,
        auth,
        body: { name: 'Renamed' },
        status: 409,
        code: 'application_password_duplicate_name',
      },
      {
        ask: `DELETE ${one}`,
        auth,
        status: 200,
        check: ({ body }) => {
          t.true(body.deleted);
          t.is(body.previous.uuid, uuid);
          t.false('_links' in body.previous);
        },
      },
      { ask: `GET ${OWN}`, auth: basic('ada', password), status: 401, code: 'incorrect_password' },
      {
        ask: `DELETE /wp/v2/users/${userId}/application-passwords`,
        auth: site.admin,
        status: 200,
        check: ({ body }) => t.like(body, { deleted: true, count: 1 }),
      },
    ]);
  });

  test.serial(`${database.engine}: refuses bad names, ids and credentials`, async (t) => {
    const { auth } = await site.login({ login: 'grace' });
    const invalid = { ask: `POST ${OWN}`, auth, status: 400, code: 'rest_invalid_param' };
    const unknown = { auth, status: 404, code: 'rest_application_password_not_found' };
    const login = `Basic ${Buffer.from('grace:correct horse 2').toString('base64')}`;
    await checkAll(t, site, [
      { ask: `POST ${OWN}`, auth, body: {}, status: 400, code: 'rest_missing_callback_param' },
      { ...invalid, body: { name: '' }, detail: 'rest_too_short' },
      { ...invalid, body: { name: ' ' }, detail: 'rest_invalid_pattern' },
      { ...invalid, body: { name: 'x', app_id: 'zzz' }, detail: 'rest_invalid_uuid' },
      { ...invalid, body: { name: 'x', expires: 'soon' } },
      { ask: `POST ${OWN}`, status: 401, body: {}, code: 'rest_not_logged_in' },
      { ask: `GET ${OWN}/${UUID}`, ...unknown },
      { ask: `PUT ${OWN}/${UUID}`, ...unknown, body: { name: 'x' } },
      { ask: `DELETE ${OWN}/${UUID}`, ...unknown },
      { ask: 'GET /wp/v2/users/me', auth: login, status: 401, code: 'incorrect_password' },
      { ask: 'GET /wp/v2/users/me', auth: 'Bearer x', status: 401, code: 'rest_not_logged_in' },
    ]);
  });

  test.serial(`${database.engine}: others' are for those who may change users`, async (t) => {
    const { auth } = await site.login({ login: 'plain' });
    const admin = await site.host.accounts.users.byLoginOrEmail(ADMIN.login);
    const others = `/wp/v2/users/${admin?.id}/application-passwords`;
    const plain = await site.host.accounts.users.byLoginOrEmail('plain');
    await checkAll(t, site, [
      { ask: `GET ${others}`, auth, status: 403, code: 'rest_cannot_list_application_passwords' },
      {
        ask: `POST ${others}`,
        auth,
        body: { name: 'x' },
        status: 403,
        code: 'rest_cannot_create_application_passwords',
      },
      { ask: `DELETE ${others}`, auth, status: 403, code: 'rest_cannot_delete_application_passwords' },
      { ask: `GET ${others}/${UUID}`, auth, status: 403, code: 'rest_cannot_read_application_password' },
      { ask: `GET /wp/v2/users/${plain?.id}/application-passwords`, auth: site.admin, status: 200 },
      {
        ask: 'GET /wp/v2/users/999999/application-passwords',
        auth: site.admin,
        status: 404,
        code: 'rest_user_invalid_id',
      },
    ]);
  });

  test.serial(`${database.engine}: a limited password cannot make itself a better one`, async (t) => {
    const { auth, userId } = await site.login({
      login: 'limited',
      siteRole: 'administrator',
      scopes: ['clients:read', 'users:write'],
    });
    await checkAll(t, site, [
      { ask: 'GET /wp/v2/users/me', auth, status: 200 },
      { ask: 'GET /agency-os-ai/v1/clients', auth, status: 200 },
      { ask: 'POST /agency-os-ai/v1/clients', auth, body: { name: 'x' }, status: 403 },
      {
        ask: `POST ${OWN}`,
        auth,
        body: { name: 'better' },
        status: 403,
        code: 'rest_cannot_create_application_passwords',
      },
      { ask: `DELETE ${OWN}`, auth, status: 403 },
      {
        ask: 'PUT /wp/v2/users/me',
        auth,
        body: { password: 'mine now' },
        status: 403,
        code: 'rest_cannot_edit',
      },
      {
        ask: `PUT /wp/v2/users/${userId}`,
        auth,
        body: { email: 'me@evil.test' },
        status: 403,
        code: 'rest_cannot_edit',
      },
      { ask: 'GET /wp/v2/plugins', auth, status: 403, code: 'rest_cannot_view_plugins' },
    ]);
  });

  test.serial(`${database.engine}: can be made with fewer scopes and an end`, async (t) => {
    const { auth } = await site.login({ login: 'scoped', role: 'administrator' });
    const body = { name: 'reader', scopes: ['clients:read'], expires: '2090-01-01T00:00:00Z' };
    const made = await site.request(`/wp-json${OWN}`, { method: 'POST', auth, body });
    t.like(made.body, { scopes: ['clients:read'], expires: '2090-01-01T00:00:00' });
    const basic = `Basic ${Buffer.from(`scoped:${made.body.password}`).toString('base64')}`;
    await checkAll(t, site, [
      { ask: 'GET /agency-os-ai/v1/clients', auth: basic, status: 200 },
      { ask: 'GET /agency-os-ai/v1/projects', auth: basic, status: 403 },
      {
        ask: `POST ${OWN}`,
        auth,
        body: { name: 'over', expires: '2001-01-01T00:00:00Z' },
        status: 201,
        check: ({ body: over }) => {
          t.is(over.expires, '2001-01-01T00:00:00');
        },
      },
      {
        ask: `POST ${OWN}`,
        auth,
        body: { name: 'odd', scopes: ['not a scope'] },
        status: 400,
        code: 'rest_invalid_param',
      },
    ]);
  });
}
