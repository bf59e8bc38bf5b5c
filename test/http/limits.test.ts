import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import type { SurfaceId } from '../../src/http/surfaces/surface.js';
import { thingsPath } from './conformance-unit.js';
import { startHttp } from './http-site.js';

/** The machine word, where each surface keeps it. */
function codeIn(body: { code?: string; error?: { code: string } }): string | undefined {
  return body.error?.code ?? body.code;
}

const CODE: Readonly<Record<SurfaceId, string>> = {
  wordpress: 'rest_too_many_requests',
  'agency-os': 'rate_limited',
  hosting: 'rate_limited',
  assistants: 'RATE_LIMIT_EXCEEDED',
  ops: 'rate_limited',
  org: 'rate_limited',
};

test('a surface refuses the request over its limit, says when to come back, and others go on', async (t) => {
  const site = await startHttp();
  for (const surface of surfaces) {
    site.http.rateLimits.configure({ [surface.id]: [{ points: 2, seconds: 60 }] });
    const get = (bearer: string) =>
      fetch(site.url + thingsPath(surface), { headers: { authorization: `Bearer ${bearer}` } });
    t.is((await get('things:read')).status, 200);
    const second = await get('things:read');
    t.is(second.headers.get('x-ratelimit-remaining'), '0');
    const shown = ['limit', 'remaining', 'reset'].map((name) =>
      Number(second.headers.get(`ratelimit-${name}`)),
    );
    t.deepEqual(shown.slice(0, 2), [2, 0]);
    const reset = shown[2] ?? 0;
    t.true(reset > 0 && reset <= 60, 'seconds from now');
    t.true(Number(second.headers.get('x-ratelimit-reset')) > Date.now() / 1000 - 1, 'the instant');
    const third = await get('things:read');
    t.is(third.status, 429, surface.id);
    t.true(Number(third.headers.get('retry-after')) >= 1);
    t.is(codeIn((await third.json()) as never), CODE[surface.id]);
    t.is((await get('things:read,things:write')).status, 200, 'another principal has its own count');
  }
  await site.stop();
});

test('wrong credentials count by address, also where they are refused at once', async (t) => {
  const site = await startHttp();
  for (const surface of surfaces) {
    // Other figures in between: the same go on counting.
    site.http.rateLimits.configure({});
    site.http.rateLimits.configure({ anonymous: [{ points: 2, seconds: 60 }] });
    const wrong = async () => {
      const headers = { authorization: 'Bearer wrong' };
      return (await fetch(site.url + thingsPath(surface), { headers })).status;
    };
    t.deepEqual([await wrong(), await wrong(), await wrong()], [401, 401, 429], surface.id);
  }
  await site.stop();
});

test('the agency surface holds a hundred a minute and a thousand an hour together', async (t) => {
  const agency = surfaces.find((surface) => surface.id === 'agency-os');
  t.deepEqual(agency?.rateLimits, [
    { points: 100, seconds: 60 },
    { points: 1000, seconds: 3600 },
  ]);
  const site = await startHttp();
  const path = `${site.url}/wp-json/agency-os-ai/v1/things`;
  const statuses: number[] = [];
  for (let n = 0; n < 102; n++) {
    const response = await fetch(path, { headers: { authorization: 'Bearer things:read' } });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  t.deepEqual(statuses.slice(98), [200, 200, 429, 429]);
  await site.stop();
});

test('nobody is counted by address, and addresses of one /64 together', async (t) => {
  const site = await startHttp({ trustProxy: ['127.0.0.0/8'] });
  site.http.rateLimits.configure({ anonymous: [{ points: 1, seconds: 60 }] });
  const from = async (address: string) => {
    const response = await fetch(`${site.url}/api/things/open`, { headers: { 'x-forwarded-for': address } });
    await response.arrayBuffer();
    return response.status;
  };
  t.is(await from('2001:db8::1'), 200);
  t.is(await from('2001:db8::2'), 429);
  t.is(await from('2001:db8:0:1::1'), 200);
  t.is(await from('192.0.2.1'), 200);
  t.is(await from('192.0.2.2'), 200);
  await site.stop();
});

test('without RATE_LIMITS nobody is refused', async (t) => {
  const site = await startHttp({ rateLimits: false });
  site.http.rateLimits.configure({ ops: [{ points: 1, seconds: 60 }] });
  for (let n = 0; n < 3; n++) {
    t.is(
      (await fetch(`${site.url}/api/things`, { headers: { authorization: 'Bearer things:read' } })).status,
      200,
    );
  }
  await site.stop();
});
