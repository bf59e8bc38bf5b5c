import { request } from 'node:http';
import test from 'ava';
import { addressKey, ClientAddress } from '../../src/http/client-address.js';
import { surfaces } from '../../src/http/surfaces/index.js';
import { thingsPath } from './conformance-unit.js';
import { startHttp } from './http-site.js';

const AUTH = { authorization: 'Bearer things:read,things:write' };
const JSON_TYPE = { ...AUTH, 'content-type': 'application/json' };

/** Bytes as they are: fetch would tidy them up. */
function raw(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string> },
  body?: Buffer,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('every answer carries its request id', async (t) => {
  const site = await startHttp();
  const [one, two] = await Promise.all([fetch(`${site.url}/api/things/open`), fetch(`${site.url}/nowhere`)]);
  t.regex(one.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/);
  t.not(one.headers.get('x-request-id'), two.headers.get('x-request-id'));
  await site.stop();
});

test('pages get a policy that forbids other hosts and inline scripts', async (t) => {
  const site = await startHttp();
  const policy = (await fetch(`${site.url}/docs`)).headers.get('content-security-policy') ?? '';
  t.true(policy.includes("default-src 'self'"));
  t.false(policy.includes('script-src'));
  await site.stop();
});

test('answers configured origins only, never with credentials', async (t) => {
  const site = await startHttp();
  const known = await fetch(`${site.url}/api/things/open`, { headers: { origin: 'https://app.test' } });
  t.is(known.headers.get('access-control-allow-origin'), 'https://app.test');
  t.is(known.headers.get('access-control-allow-credentials'), null);
  const unknown = await fetch(`${site.url}/api/things/open`, { headers: { origin: 'https://evil.test' } });
  t.is(unknown.headers.get('access-control-allow-origin'), null);
  const preflight = await fetch(`${site.url}/api/things`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.test', 'access-control-request-method': 'POST' },
  });
  t.is(preflight.status, 204);
  t.true(preflight.headers.get('access-control-allow-methods')?.includes('POST'));
  await site.stop();
});

test('refuses what is no UTF-8, in the body, the path and the query', async (t) => {
  const site = await startHttp();
  const body = await raw(
    `${site.url}/api/things`,
    { method: 'POST', headers: JSON_TYPE },
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  );
  t.is(body.status, 400);
  t.is((await raw(`${site.url}/api/things/%ff`, { headers: AUTH })).status, 400);
  t.is((await raw(`${site.url}/api/things?page=%ff`, { headers: AUTH })).status, 400);
  await site.stop();
});

test('names the field that holds half a character or tries to reach the prototype', async (t) => {
  const site = await startHttp();
  for (const [body, field] of [
    ['{"name":"\\ud800"}', 'name'],
    ['{"__proto__":{"name":"x"}}', '__proto__'],
    ['{"name":"x","deep":{"__proto__":1}}', 'deep.__proto__'],
  ] as const) {
    const response = await fetch(`${site.url}/api/things`, { method: 'POST', headers: JSON_TYPE, body });
    t.is(response.status, 400);
    t.is(((await response.json()) as { error: { field: string } }).error.field, field);
  }
  await site.stop();
});

test('refuses unknown fields, unknown parameters, other media types and large bodies', async (t) => {
  const site = await startHttp();
  const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
    fetch(`${site.url}/api/things`, { method: 'POST', headers, body });
  const extra = (await (await post('{"name":"x","more":1}')).json()) as { error: { field: string } };
  t.is(extra.error.field, 'more');
  t.is((await fetch(`${site.url}/api/things?colour=red`, { headers: AUTH })).status, 400);
  t.is((await post('name=x', { ...AUTH, 'content-type': 'application/x-www-form-urlencoded' })).status, 415);
  t.is((await post('<name/>', { ...AUTH, 'content-type': 'text/xml' })).status, 415);
  t.is((await post(`{"name":"${'x'.repeat(1024 * 1024)}"}`)).status, 413);
  t.is((await post('[]')).status, 400);
  t.is((await post('')).status, 400, 'an absent body lacks its fields');
  await site.stop();
});

test('an object that cannot be made a text is of the wrong type, not our failure', async (t) => {
  const site = await startHttp();
  for (const name of [{ toString: 'x' }, [{ toString: null, valueOf: 1 }]]) {
    for (const path of ['/api/things', '/wp-json/test/v1/things']) {
      const body = JSON.stringify({ name });
      const response = await fetch(site.url + path, { method: 'POST', headers: JSON_TYPE, body });
      t.is(response.status, 400, `${path} ${body}`);
      t.true((await response.text()).includes('name'));
    }
  }
  await site.stop();
});

test('says which methods a path knows', async (t) => {
  const site = await startHttp();
  const response = await fetch(`${site.url}/api/things`, { method: 'PATCH', headers: AUTH });
  t.is(response.status, 405);
  t.deepEqual(response.headers.get('allow')?.split(', ').sort(), ['GET', 'POST']);
  const wordpress = await fetch(`${site.url}/wp-json/test/v1/things`, { method: 'PATCH', headers: AUTH });
  t.is(wordpress.status, 404, 'WordPress knows no 405');
  await site.stop();
});

test('a public operation answers in spite of a wrong credential, except where WordPress refuses at once', async (t) => {
  const site = await startHttp();
  const wrong = { headers: { authorization: 'Bearer wrong' } };
  t.is((await fetch(`${site.url}/api/things/open`, wrong)).status, 200);
  t.is((await fetch(`${site.url}/wp-json/test/v1/things/open`, wrong)).status, 401);
  await site.stop();
});

test('a prefix ends on a segment boundary', async (t) => {
  const site = await startHttp();
  t.is(site.http.router.find('/v1/agents/7')?.id, 'assistants');
  t.is(site.http.router.find('/v1/agentsmith')?.id, 'hosting');
  t.is(site.http.router.find('/api/v1/public/tasks')?.id, 'ops');
  t.is(site.http.router.find('/api/v1/publicity')?.id, 'org');
  t.is(site.http.router.find('/api/forms/x/submit')?.id, 'org');
  t.is(site.http.router.find('/apiary'), undefined);
  await site.stop();
});

test('refuses routes that are taken, and routes that another prefix would hide', async (t) => {
  const site = await startHttp();
  const { thingsUnit } = await import('./conformance-unit.js');
  const ops = site.http.router.find('/api');
  if (!ops) return t.fail();
  t.throws(() => site.http.routes.check([{ ...thingsUnit(ops, site.db), owner: 'second' }]), {
    message: /already served by test/,
  });
  const hidden = thingsUnit(ops, site.db);
  const operations = hidden.routes.generated.operations.map((operation) => ({
    ...operation,
    path: `/v1/hidden${operation.path}`,
  }));
  const routes = { ...hidden.routes, generated: { ...hidden.routes.generated, operations } };
  t.throws(() => site.http.routes.check([{ ...hidden, owner: 'second', routes }]), {
    message: /would be hidden: its path belongs to org/,
  });
  await site.stop();
});

test('collections and single things answer with and without a slash at the end', async (t) => {
  const site = await startHttp();
  for (const surface of surfaces.filter(({ id }) => id !== 'wordpress')) {
    const get = async (path: string) => {
      const answer = await fetch(site.url + thingsPath(surface) + path, { headers: AUTH });
      return [answer.status, await answer.json()];
    };
    t.deepEqual(await get('/'), await get(''), surface.id);
    t.deepEqual(await get('/?page=2'), await get('?page=2'), surface.id);
    t.deepEqual(await get('/7/'), await get('/7'), surface.id);
    t.is((await get('//'))[0], 404, surface.id);
    const made = await fetch(`${site.url}${thingsPath(surface)}/`, {
      method: 'POST',
      headers: { ...AUTH, 'content-type': 'application/json' },
      body: '{"name":"new"}',
    });
    t.is(made.status, 201, surface.id);
  }
  await site.stop();
});

test('a withdrawn owner is gone at once, and drains', async (t) => {
  const site = await startHttp();
  site.http.routes.enter('test');
  site.http.routes.withdraw('test');
  t.is((await fetch(`${site.url}/api/things`, { headers: AUTH })).status, 404);
  let drained = false;
  const waiting = site.http.routes.drain('test').then(() => {
    drained = true;
  });
  await Promise.resolve();
  t.false(drained);
  site.http.routes.leave('test');
  await waiting;
  t.true(drained);
  await site.stop();
});

test('believes forwarded addresses of trusted networks only, from the right', (t) => {
  const addresses = new ClientAddress(['10.0.0.0/8', '::1/128']);
  t.is(addresses.of('192.0.2.9', '198.51.100.1'), '192.0.2.9');
  t.is(addresses.of('::ffff:10.0.0.1', '198.51.100.1, 10.0.0.2'), '198.51.100.1');
  t.is(addresses.of('10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2'), '198.51.100.1');
  t.is(addresses.of('10.0.0.1', 'nonsense'), '10.0.0.1');
  t.is(addressKey('2001:db8:0:0:1::5'), '2001:db8:0:0::/64');
  t.is(addressKey('192.0.2.1'), '192.0.2.1');
});
