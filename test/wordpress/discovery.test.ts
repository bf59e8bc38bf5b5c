import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';

const ROOT = '<http://site.test/wp-json/>; rel="https://api.w.org/"';
let site: Site;

test.before(async () => {
  site = await startSite(databases[0] as TestDatabase, { corsOrigins: ['https://app.test'] });
});
test.after.always(() => site.stop());

test.serial('the front page tells where the API begins, in a header and in the page', async (t) => {
  const page = await fetch(`${site.url}/`);
  t.is(page.headers.get('content-type'), 'text/html; charset=UTF-8');
  t.is(page.headers.get('link'), ROOT);
  t.true((await page.text()).includes('<link rel="https://api.w.org/" href="http://site.test/wp-json/">'));
  const head = await fetch(`${site.url}/`, { method: 'HEAD' });
  t.is(head.status, 200);
  t.is(head.headers.get('link'), ROOT);
  const policy = page.headers.get('content-security-policy') ?? '';
  t.regex(policy, /default-src 'self'/);
  t.notRegex(policy, /script-src[^;]*unsafe-inline/);
});

test.serial('the index describes the site and every route', async (t) => {
  const { body, headers, status } = await site.request('/wp-json/');
  t.is(status, 200);
  t.is(headers.get('allow'), 'GET');
  t.like(body, {
    name: 'Koapress',
    description: '',
    url: 'http://site.test',
    home: 'http://site.test',
    gmt_offset: '0',
    timezone_string: '',
    namespaces: ['wp/v2', 'koapress/v1', 'agency-os-ai/v1'],
  });
  t.deepEqual(body.routes['/'].endpoints[0].args, { context: { default: 'view', required: false } });
  const users = body.routes['/wp/v2/users'];
  t.deepEqual(users.methods, ['GET', 'POST']);
  t.deepEqual(users._links, { self: [{ href: 'http://site.test/wp-json/wp/v2/users' }] });
  t.deepEqual(users.endpoints[0].args.page, {
    type: 'integer',
    default: 1,
    minimum: 1,
    maximum: 1_000_000_000,
    required: false,
  });
  t.like(users.endpoints[0].args.orderby, { type: 'string', default: 'name', required: false });
  t.true(users.endpoints[1].args.username.required);
  const one = body.routes['/wp/v2/users/(?P<id>[\\d]+)'];
  t.deepEqual(one.methods, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
  t.deepEqual(
    one.endpoints.map((endpoint: { methods: string[] }) => endpoint.methods),
    [['GET'], ['POST', 'PUT', 'PATCH'], ['DELETE']],
  );
  t.false('_links' in one);
  t.truthy(body.routes['/agency-os-ai/v1/clients/(?P<id>[\\d]+)']);
});

test.serial('namespaces have their own index, and all of it can be asked for in several ways', async (t) => {
  const routesOf =
    (prefix: string) =>
    ({ body }: { body: { routes: object } }) =>
      t.true(Object.keys(body.routes).every((route) => route.startsWith(prefix)));
  await checkAll(t, site, [
    { ask: 'GET /wp/v2', status: 200, allow: 'GET', check: routesOf('/wp/v2') },
    { ask: 'GET /agency-os-ai/v1', status: 200, check: routesOf('/agency-os-ai/v1') },
    { ask: 'GET /nothing/v1', status: 404, code: 'rest_no_route' },
    { ask: 'GET //wp-json', status: 200, check: ({ body }) => t.is(body.name, 'Koapress') },
    { ask: 'GET //?rest_route=/', status: 200, check: ({ body }) => t.is(body.name, 'Koapress') },
    {
      ask: 'GET //?rest_route=/wp/v2/users/me&_fields=id,slug',
      auth: site.admin,
      status: 200,
      check: ({ body }) => t.deepEqual(body, { id: 1, slug: 'admin' }),
    },
    {
      ask: 'GET /WP/v2/Users/ME/',
      auth: site.admin,
      status: 200,
      check: ({ body }) => t.is(body.slug, 'admin'),
    },
    {
      ask: 'GET /Agency-OS-AI/V1/Clients/',
      auth: site.admin,
      status: 200,
      check: ({ body }) => t.true(body.success),
    },
    {
      ask: 'GET /?_fields=name',
      status: 200,
      check: ({ body }) => t.deepEqual(Object.keys(body).sort(), ['_links', 'name']),
    },
    {
      ask: 'GET /wp/v2/users/me?_locale=user&_fields[]=id&_fields[]=avatar_urls.24',
      auth: site.admin,
      status: 200,
      check: ({ body }) => {
        t.deepEqual(Object.keys(body), ['id', 'avatar_urls']);
        t.deepEqual(Object.keys(body.avatar_urls), ['24']);
      },
    },
    { ask: 'GET /agency-os-ai/v1/clients?_fields[]=id', auth: site.admin, status: 200 },
    {
      ask: 'GET /agency-os-ai/v1/clients?_fields=id',
      auth: site.admin,
      status: 200,
      check: ({ body }) => t.deepEqual(body, { success: true, data: [] }),
    },
  ]);
});

test.serial('OPTIONS describes a route to anybody, HEAD is GET without its body', async (t) => {
  await checkAll(t, site, [
    {
      ask: 'OPTIONS /wp/v2/users',
      status: 200,
      allow: 'GET',
      check: ({ body }) => {
        t.is(body.namespace, 'wp/v2');
        t.deepEqual(body.methods, ['GET', 'POST']);
        t.is(body.schema.$schema, 'http://json-schema.org/draft-04/schema#');
        t.is(body.schema.properties.slug.type, 'string');
        t.deepEqual(body._links, { self: [{ href: 'http://site.test/wp-json/wp/v2/users' }] });
      },
    },
    { ask: 'OPTIONS /wp/v2/users', auth: site.admin, status: 200, allow: 'GET, POST' },
    {
      ask: 'OPTIONS /wp/v2/users/5',
      status: 200,
      allow: null,
      check: ({ body }) => t.false('_links' in body),
    },
    { ask: 'OPTIONS /agency-os-ai/v1/clients', auth: site.admin, status: 200, allow: 'GET, POST' },
    { ask: 'OPTIONS /nothing', status: 200, allow: null, check: ({ body }) => t.deepEqual(body, []) },
  ]);
  const head = await site.request('/wp-json/wp/v2/users?per_page=1', { method: 'HEAD', auth: site.admin });
  t.deepEqual([head.status, head.body, head.headers.get('x-wp-total')], [200, undefined, '1']);
});
