import { request } from 'node:http';
import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import { thingsPath } from './conformance-unit.js';
import { startHttp } from './http-site.js';

test('no surface lets anybody keep an answer that was for one caller', async (t) => {
  const site = await startHttp();
  for (const surface of surfaces) {
    for (const bearer of ['things:read', 'nothing:read']) {
      const headers = { authorization: `Bearer ${bearer}` };
      const answer = await fetch(site.url + thingsPath(surface), { headers });
      t.regex(
        answer.headers.get('cache-control') ?? '',
        /^no-(store|cache)/,
        `${surface.id} ${answer.status}`,
      );
    }
  }
  await site.stop();
});

test('metrics are for this machine, and not for whoever comes through a proxy on it', async (t) => {
  const site = await startHttp({}, { metricsToken: 'a token' });
  const status = async (headers: Record<string, string>, path = '/metrics') => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const sent = request(site.url + path, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject).end();
    return promise;
  };
  t.is(await status({}), 200);
  t.is(await status({ host: 'localhost:8080' }), 200);
  t.is(await status({ host: '[::1]:8080' }), 200);
  const traces: readonly Record<string, string>[] = [
    { 'x-forwarded-for': '203.0.113.5' },
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-real-ip': '203.0.113.5' },
    { forwarded: 'for=203.0.113.5' },
    { via: '1.1 proxy' },
    { host: 'site.test' },
    { host: '127.0.0.1.evil.test' },
  ];
  for (const trace of traces) {
    t.is(await status(trace), 403, JSON.stringify(trace));
    t.is(await status({ ...trace, authorization: 'Bearer another' }), 403);
    t.is(await status({ ...trace, authorization: 'Bearer a token' }), 200);
  }
  await site.stop();
});
