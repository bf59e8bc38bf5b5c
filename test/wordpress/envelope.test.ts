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
