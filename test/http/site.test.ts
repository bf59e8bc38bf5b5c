import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';

const [sqlite] = databases as [TestDatabase];
let site: Site;

test.before(async () => {
  site = await startSite(sqlite, { rateLimits: true, trustProxy: ['127.0.0.0/8'] });
});
test.after.always(() => site?.stop());

test('the explorer and all it needs come from the site itself', async (t) => {
  const page = await site.request('/docs');
  t.is(page.status, 200);
  const wanted = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
  t.true(wanted.length >= 4);
  for (const address of wanted) t.is((await site.request(address)).status, 200, address);
  const start = (await site.request('/docs/start.js')).body;
  for (const { id } of surfaces) t.true(start.includes(`/openapi/${id}.json`));
});

test('one document describes all active plugins, one each surface, and a switch changes them at once', async (t) => {
  const paths = async (address: string) => Object.keys((await site.request(address)).body.paths);
  const all = await paths('/openapi.json');
  t.true(all.includes('/wp-json/agency-os-ai/v1/clients'));
  t.true((await paths('/openapi/agency-os.json')).includes('/clients'));
  await site.host.plugins.deactivate('agency', site.actor);
  t.deepEqual(
    (await paths('/openapi/agency-os.json')).sort(),
    ['/invoices', '/invoices/{id}/send'],
    'those of billing',
  );
  t.false((await paths('/openapi.json')).includes('/wp-json/agency-os-ai/v1/clients'));
  await site.host.plugins.activate('agency', site.actor);
  t.deepEqual(await paths('/openapi.json'), all);
});

test('envelopes stand in the documents', async (t) => {
  const { body } = await site.request('/openapi/agency-os.json');
  const answer = body.paths['/clients'].get.responses['200'].content['application/json'].schema;
  t.deepEqual(Object.keys(answer.properties), ['success', 'data']);
  t.is(answer.properties.data.type, 'array');
});

test('metrics are for this machine and for bearers of the token', async (t) => {
  t.regex((await site.request('/metrics')).body, /koapress_http_request_duration_seconds_count/);
  const far = { 'x-forwarded-for': '192.0.2.7' };
  t.is((await site.request('/metrics', { headers: far })).status, 403);
  await site.host.options.set('metrics_token', 'a token');
  t.is((await site.request('/metrics', { headers: far, auth: 'Bearer other' })).status, 403);
  t.is((await site.request('/metrics', { headers: far, auth: 'Bearer a token' })).status, 200);
});

test('the administrator sets the figures of a surface in the running site', async (t) => {
  const { auth } = await site.login({ login: 'busy', role: 'viewer' });
  const get = () => site.request('/wp-json/agency-os-ai/v1/clients', { auth });
  t.is((await get()).headers.get('x-ratelimit-limit'), '100');
  for (const figures of [5, 'x', null, [null], [{ points: 0, seconds: 1 }]]) {
    site.host.http.rateLimits.configure({ 'agency-os': figures });
    t.is(
      (await get()).headers.get('x-ratelimit-limit'),
      '100',
      'what is no figure leaves the surface its own',
    );
  }
  for (const [figures, field] of [
    [5, 'rate_limits'],
    [[], 'rate_limits'],
    [{ nobody: [] }, 'rate_limits.nobody'],
    [{ org: 5 }, 'rate_limits.org'],
    [{ org: [{ points: 0, seconds: 1 }] }, 'rate_limits.org.0.points'],
    [{ org: [{ points: 5, seconds: '60' }] }, 'rate_limits.org.0.seconds'],
  ] as const)
    await t.throwsAsync(() => site.host.options.set('rate_limits', figures), {
      message: new RegExp(`^${field} `),
    });
  t.is(await site.host.options.get('rate_limits'), undefined, 'nonsense is refused, not kept');
  await site.host.options.set('rate_limits', { 'agency-os': [{ points: 1, seconds: 3600 }] });
  await site.host.revisions.bump('options');
  let answer = await get();
  for (let tries = 0; answer.status !== 429 && tries < 90; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await get();
  }
  t.is(answer.status, 429);
  t.true(Number(answer.headers.get('retry-after')) > 0);
});

test('health needs no credential, and a wrong one does no harm', async (t) => {
  for (const auth of [null, 'Bearer nonsense']) {
    const { status, body } = await site.request('/api/health', { auth });
    t.is(status, 200);
    t.deepEqual(Object.keys(body).sort(), ['db', 'redis', 'status', 'uptime', 'version']);
    t.like(body, { status: 'ok', db: 'connected', redis: 'not_configured' });
  }
  t.deepEqual((await site.request('/api/ready')).body, { ready: true });
});
