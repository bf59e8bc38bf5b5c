import test from 'ava';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';
import { FIXTURE_PLUGINS } from './fixture-plugins.js';

const PLUGINS = '/wp/v2/plugins';

for (const database of databases) {
  let site: Site;
  test.before(`${database.engine}: start`, async () => {
    site = await startSite(database, { pluginsDir: FIXTURE_PLUGINS });
  });
  test.after.always(`${database.engine}: stop`, () => site.stop());

  test.serial(`${database.engine}: lists plugins by name, filtered, without pages`, async (t) => {
    const auth = site.admin;
    const names = (body: { name: string }[]) => body.map((each) => each.name);
    await checkAll(t, site, [
      {
        ask: `GET ${PLUGINS}`,
        auth,
        status: 200,
        allow: 'GET, POST',
        check: ({ body, headers }) => {
          t.deepEqual(names(body), ['Agency', 'Billing', 'Broken', 'Callers', 'Notes', 'Papers']);
          t.is(headers.get('x-wp-total'), null);
          t.like(body[4], {
            plugin: 'notes',
            status: 'inactive',
            name: 'Notes',
            version: '1.0.0',
            network_only: false,
            textdomain: 'notes',
            _links: { self: [{ href: 'http://site.test/wp-json/wp/v2/plugins/notes' }] },
          });
        },
      },
      {
        ask: `GET ${PLUGINS}?status=active`,
        auth,
        status: 200,
        check: ({ body }) => t.deepEqual(names(body), ['Agency', 'Billing']),
      },
      {
        ask: `GET ${PLUGINS}?status[]=inactive&search=coffee`,
        auth,
        status: 200,
        check: ({ body }) => t.deepEqual(body, []),
      },
      {
        ask: `GET ${PLUGINS}?search=NOTES`,
        auth,
        status: 200,
        check: ({ body }) => t.deepEqual(names(body), ['Notes']),
      },
      {
        ask: `GET ${PLUGINS}?status=bogus`,
        auth,
        status: 400,
        code: 'rest_invalid_param',
        detail: 'rest_not_in_enum',
      },
      {
        ask: `GET ${PLUGINS}/notes?context=embed`,
        auth,
        status: 200,
        check: ({ body }) =>
          t.deepEqual(Object.keys(body), [
            'plugin',
            'status',
            'name',
            'network_only',
            'requires_wp',
            'requires_php',
          ]),
      },
    ]);
  });

  test.serial(
    `${database.engine}: switches a plugin on and off in the running site, and deletes it only when off`,
    async (t) => {
      const auth = site.admin;
      const put = { ask: `PUT ${PLUGINS}/notes`, auth };
      const isNow =
        (status: string) =>
        ({ body }: { body: { status: string } }) =>
          t.is(body.status, status);
      await checkAll(t, site, [
        { ask: 'GET /notes/v1/notes', status: 404, code: 'rest_no_route' },
        { ...put, body: { status: 'active' }, status: 200, check: isNow('active') },
        { ...put, body: { status: 'active' }, status: 200, check: isNow('active') },
        { ask: 'GET /notes/v1/notes', status: 200 },
        { ask: 'GET /', status: 200, check: ({ body }) => t.true(body.namespaces.includes('notes/v1')) },
        { ask: 'GET /notes/v1', status: 200 },
        { ...put, body: {}, status: 200, check: isNow('active') },
        {
          ...put,
          body: { status: 'bogus' },
          status: 400,
          code: 'rest_invalid_param',
          detail: 'rest_not_in_enum',
        },
        { ...put, body: { status: 'network-active' }, status: 400, code: 'rest_invalid_param' },
        { ask: `DELETE ${PLUGINS}/notes`, auth, status: 400, code: 'rest_cannot_delete_active_plugin' },
        {
          ask: `POST ${PLUGINS}/notes`,
          auth,
          body: { status: 'inactive' },
          status: 200,
          check: isNow('inactive'),
        },
        { ask: 'GET /notes/v1/notes', status: 404, code: 'rest_no_route' },
        {
          ask: `PATCH ${PLUGINS}/notes`,
          auth,
          body: { status: 'inactive' },
          status: 200,
          check: isNow('inactive'),
        },
        {
          ask: `DELETE ${PLUGINS}/notes`,
          auth,
          status: 200,
          check: ({ body }) => {
            t.true(body.deleted);
            t.is(body.previous.plugin, 'notes');
            t.false('_links' in body.previous);
          },
        },
      ]);
    },
  );

  test.serial(
    `${database.engine}: says which plugin, step and reason when one cannot be switched`,
    async (t) => {
      const auth = site.admin;
      await checkAll(t, site, [
        {
          ask: `PUT ${PLUGINS}/broken`,
          auth,
          body: { status: 'active' },
          status: 422,
          check: ({ body }) => {
            t.is(body.code, 'plugin_setup_failed');
            t.regex(body.message, /there is no coffee/);
            t.like(body.data, { status: 422, plugin: 'broken', step: 'setup' });
          },
        },
        {
          ask: `GET ${PLUGINS}/broken`,
          auth,
          status: 200,
          check: ({ body }) => t.is(body.status, 'inactive'),
        },
        {
          ask: `PUT ${PLUGINS}/billing`,
          auth,
          body: { status: 'inactive' },
          status: 409,
          check: ({ body }) => t.deepEqual(body.data.plugins, ['agency']),
        },
        { ask: `GET ${PLUGINS}/nothing`, auth, status: 404, code: 'rest_plugin_not_found' },
        {
          ask: `PUT ${PLUGINS}/nothing`,
          auth,
          body: { status: 'active' },
          status: 404,
          code: 'rest_plugin_not_found',
        },
        { ask: `DELETE ${PLUGINS}/nothing`, auth, status: 404, code: 'rest_plugin_not_found' },
        { ask: `GET ${PLUGINS}/agency%2Fagency`, auth, status: 404 },
      ]);
    },
  );

  test.serial(`${database.engine}: refuses whoever may not, with the operation's own code`, async (t) => {
    const plain = await site.login({ login: 'plain' });
    const other = await site.organization('Other');
    for (const [auth, status] of [
      [null, 401],
      [plain.auth, 403],
      [other.auth, 403],
    ] as const) {
      await checkAll(t, site, [
        { ask: `GET ${PLUGINS}`, auth, status, code: 'rest_cannot_view_plugins', allow: null },
        { ask: `GET ${PLUGINS}/agency`, auth, status, code: 'rest_cannot_view_plugin' },
        {
          ask: `PUT ${PLUGINS}/agency`,
          auth,
          body: { status: 'bogus' },
          status,
          code: 'rest_cannot_manage_plugins',
        },
        { ask: `DELETE ${PLUGINS}/agency`, auth, status, code: 'rest_cannot_manage_plugins' },
      ]);
    }
  });
}
