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
    namespaces: ['wp/v2', 'agency-os-ai/v1'],
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

test.serial('every answer has WordPress’ headers; only answers for somebody forbid keeping', async (t) => {
  for (const path of [
    '/wp-json/',
    '/wp-json/nothing',
    '/wp-json/wp/v2/users',
    '/wp-json/agency-os-ai/v1/clients',
  ]) {
    const { headers } = await site.request(path);
    t.is(headers.get('x-robots-tag'), 'noindex', path);
    t.true(headers.get('link')?.startsWith(ROOT), path);
    t.is(headers.get('x-content-type-options'), 'nosniff', path);
    t.regex(headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/i, path);
    t.regex(headers.get('vary') ?? '', /Origin/, path);
    t.is(headers.get('expires'), null, path);
  }
  const own = await site.request('/wp-json/wp/v2/users/me', { auth: site.admin });
  t.is(own.headers.get('expires'), 'Wed, 11 Jan 1984 05:00:00 GMT');
  t.is(own.headers.get('cache-control'), 'no-cache, must-revalidate, max-age=0');
  const known = await site.request('/wp-json/', { headers: { origin: 'https://app.test' } });
  t.is(known.headers.get('access-control-allow-origin'), 'https://app.test');
  t.regex(known.headers.get('access-control-expose-headers') ?? '', /X-WP-Total, X-WP-TotalPages/);
  const foreign = await site.request('/wp-json/', { headers: { origin: 'https://evil.test' } });
  t.is(foreign.headers.get('access-control-allow-origin'), null);
  t.is(foreign.headers.get('access-control-allow-credentials'), null);
});

test.serial('the method can be overridden on POST alone', async (t) => {
  const auth = site.admin;
  const override = (method: string) => ({ 'x-http-method-override': method });
  const { userId } = await site.login({ login: 'leaving' });
  const path = `/wp/v2/users/${userId}`;
  await checkAll(t, site, [
    {
      ask: `GET ${path}`,
      auth,
      headers: override('DELETE'),
      status: 200,
      check: ({ body }) => t.is(body.slug, 'leaving'),
    },
    {
      ask: `GET ${path}?_method=DELETE&force=true&reassign=false`,
      auth,
      status: 200,
      check: ({ body }) => t.is(body.slug, 'leaving'),
    },
    {
      ask: `POST ${path}`,
      auth,
      headers: override('patch'),
      body: { name: 'Leaving' },
      status: 200,
      check: ({ body }) => t.is(body.name, 'Leaving'),
    },
    {
      ask: `POST ${path}?_method=get`,
      auth,
      headers: override('DELETE'),
      status: 200,
      check: ({ body }) => t.is(body.name, 'Leaving'),
    },
    {
      ask: `POST ${path}`,
      auth,
      headers: override('FOO'),
      body: { name: 'Left' },
      status: 200,
      check: ({ body }) => t.is(body.name, 'Left'),
    },
    {
      ask: `POST ${path}?force=true&reassign=false`,
      auth,
      headers: { ...override('DELETE'), 'content-type': 'application/json' },
      status: 200,
      check: ({ body }) => t.true(body.deleted),
    },
    {
      ask: 'POST /agency-os-ai/v1/clients',
      auth,
      headers: override('GET'),
      status: 200,
      check: ({ body }) => t.true(body.success),
    },
  ]);
});

test.serial('_envelope puts status and headers into the body', async (t) => {
  await checkAll(t, site, [
    {
      ask: 'GET /wp/v2/users?_envelope&per_page=1&_fields=slug',
      auth: site.admin,
      status: 200,
      allow: null,
      check: ({ body, headers }) => {
        t.deepEqual(body.body, [{ slug: 'admin' }]);
        t.is(body.status, 200);
        t.like(body.headers, { Allow: 'GET, POST', 'X-WP-Total': 1 });
        t.is(headers.get('x-wp-total'), null);
        t.is(headers.get('link'), ROOT);
      },
    },
    {
      ask: 'GET /wp/v2/users/me?_envelope=1',
      status: 200,
      check: ({ body }) => t.like(body, { status: 401, body: { code: 'rest_not_logged_in' } }),
    },
    {
      ask: 'GET /nothing?_envelope=1',
      status: 200,
      check: ({ body }) => t.like(body, { status: 404, body: { code: 'rest_no_route' } }),
    },
    {
      ask: 'GET /agency-os-ai/v1/clients?_envelope=1',
      auth: site.admin,
      status: 200,
      check: ({ body }) => t.like(body, { status: 200, body: { success: true, data: [] } }),
    },
    { ask: 'GET /?_jsonp=go', status: 200, check: ({ body }) => t.is(body.name, 'Koapress') },
  ]);
});
