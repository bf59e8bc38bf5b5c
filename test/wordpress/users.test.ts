import test from 'ava';
import { databases } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { type Case, checkAll } from './cases.js';

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

  test.serial(
    `${database.engine}: lists users in pages, sorted, filtered, with totals and links`,
    async (t) => {
      const list = (query: string, expected: readonly string[]): Case => ({
        ask: `GET ${USERS}?${query}`,
        auth: site.admin,
        status: 200,
        check: (answer) => t.deepEqual(slugs(answer), expected, query),
      });
      const idOf = async (login: string) => (await site.host.accounts.users.byLogin(login))?.id;
      const [bob, cy] = [await idOf('bob'), await idOf('cy')];
      await checkAll(t, site, [
        { ...list('', ['ada', 'admin', 'bob', 'cy', 'di']), allow: 'GET, POST' },
        list('order=desc&orderby=slug', ['di', 'cy', 'bob', 'admin', 'ada']),
        list(`include=${cy},${bob}&orderby=include`, ['cy', 'bob']),
        list(`include[]=${cy}&include[]=${bob}`, ['bob', 'cy']),
        list(`exclude=${cy}&search=*example.test*`, ['ada', 'admin', 'bob', 'di']),
        list('slug=di,bob&orderby=include_slugs', ['di', 'bob']),
        list('roles=manager', ['ada']),
        list('roles=manager,administrator', ['ada', 'admin']),
        list('search=nothing', []),
        list('offset=3&unknown=1', ['cy', 'di']),
        list('orderby=email&order=asc&per_page=1', ['ada']),
        list('orderby=registered_date&order=desc&per_page=1', ['di']),
      ]);
      const page = await site.request(`/wp-json${USERS}?per_page=2&page=2&_fields=id,slug`, {
        auth: site.admin,
      });
      t.is(page.headers.get('x-wp-total'), '5');
      t.is(page.headers.get('x-wp-totalpages'), '3');
      t.deepEqual(Object.keys(page.body[0]), ['id', 'slug']);
      const at = (number: number) =>
        `<http://site.test/wp-json${USERS}?per_page=2&page=${number}&_fields=id%2Cslug>`;
      t.true(
        page.headers.get('link')?.endsWith(`, ${at(1)}; rel="prev", ${at(3)}; rel="next"`),
        page.headers.get('link') ?? '',
      );
      const beyond = await site.request(`/wp-json${USERS}?per_page=2&page=9`, { auth: site.admin });
      t.deepEqual([beyond.status, beyond.body, beyond.headers.get('x-wp-total')], [200, [], '5']);
      t.regex(beyond.headers.get('link') ?? '', /page=3>; rel="prev"$/);
    },
  );

  test.serial(`${database.engine}: names bad parameters`, async (t) => {
    const bad = (query: string, detail: string): Case => ({
      ask: `GET ${USERS}?${query}`,
      auth: site.admin,
      status: 400,
      code: 'rest_invalid_param',
      detail,
    });
    await checkAll(t, site, [
      bad('per_page=101', 'rest_out_of_bounds'),
      bad('page=0', 'rest_out_of_bounds'),
      bad('page=1000000001', 'rest_out_of_bounds'),
      bad('per_page=abc', 'rest_invalid_type'),
      bad('orderby=zzz', 'rest_not_in_enum'),
      bad('order=up', 'rest_not_in_enum'),
      bad('context=bogus', 'rest_not_in_enum'),
      bad('include=a', 'rest_invalid_type'),
    ]);
  });

  test.serial(`${database.engine}: shows others only to those who may see users`, async (t) => {
    const admin = await site.host.accounts.users.byLogin('admin');
    const other = await site.organization('Other');
    for (const [auth, status] of [
      [undefined, 401],
      [ada.auth, 403],
      [other.auth, 403],
    ] as const) {
      await checkAll(t, site, [
        { ask: `GET ${USERS}`, auth, status: 200, allow: 'GET', check: ({ body }) => t.deepEqual(body, []) },
        { ask: `GET ${USERS}?context=edit`, auth, status, code: 'rest_forbidden_context' },
        { ask: `GET ${USERS}?roles=manager`, auth, status, code: 'rest_user_cannot_view' },
        { ask: `GET ${USERS}?orderby=email`, auth, status, code: 'rest_forbidden_orderby' },
        { ask: `GET ${USERS}/${admin?.id}`, auth, status, code: 'rest_user_cannot_view' },
        { ask: `POST ${USERS}`, auth, body: {}, status, code: 'rest_cannot_create_user' },
        { ask: `DELETE ${USERS}/${admin?.id}`, auth, status, code: 'rest_user_cannot_delete' },
        { ask: `PUT ${USERS}/${admin?.id}`, auth, body: { name: 'x' }, status, code: 'rest_cannot_edit' },
      ]);
    }
    await checkAll(t, site, [
      {
        ask: `GET ${USERS}/${admin?.id}?context=edit`,
        auth: ada.auth,
        status: 403,
        code: 'rest_forbidden_context',
      },
      { ask: `GET ${USERS}/999999`, auth: ada.auth, status: 403, code: 'rest_user_cannot_view' },
      { ask: `GET ${USERS}/999999`, auth: site.admin, status: 404, code: 'rest_user_invalid_id' },
      {
        ask: `GET ${USERS}/${ada.userId}?context=edit`,
        auth: ada.auth,
        status: 200,
        check: ({ body }) => t.is(body.email, 'ada@example.test'),
      },
      {
        ask: `GET ${USERS}/${ada.userId}`,
        auth: site.admin,
        status: 200,
        check: ({ body }) => t.false('email' in body),
      },
      {
        ask: `GET ${USERS}/me?context=embed`,
        auth: ada.auth,
        status: 200,
        check: ({ body }) => t.false('meta' in body),
      },
      { ask: `GET ${USERS}/me`, status: 401, code: 'rest_not_logged_in', allow: null },
    ]);
  });
}
