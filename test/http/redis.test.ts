import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { eventually, REDIS_SERVER, ThrowAwayRedis } from '../support/redis.js';
import { type Site, startSite } from '../support/site.js';

const [sqlite] = databases as [TestDatabase];
const CLIENTS = '/wp-json/agency-os-ai/v1/clients';

test('two sites count in one Redis, go on in memory while it is away, and find it again', async (t) => {
  if (REDIS_SERVER === '') {
    const message = 'NOT RUN: there is no redis-server. Install it, or name one in REDIS_SERVER.';
    if (process.env.REQUIRE_ALL === '1') throw new Error(message);
    t.log(message);
    return t.pass();
  }
  const redis = await ThrowAwayRedis.start();
  t.teardown(() => redis.stop());
  const one = await startSite(sqlite, { rateLimits: true, redisUrl: redis.url });
  t.teardown(() => one.stop());
  const two = await startSite(sqlite, { rateLimits: true, redisUrl: redis.url });
  t.teardown(() => two.stop());
  const state = async (site: Site) => (await site.request('/api/health')).body.redis;
  await eventually(async () => (await state(one)) === 'connected' && (await state(two)) === 'connected');

  const left = async (site: Site) => {
    const { status, headers } = await site.request(CLIENTS, { auth: site.admin });
    t.is(status, 200);
    return Number(headers.get('x-ratelimit-remaining'));
  };
  t.deepEqual([await left(one), await left(two), await left(one)], [99, 98, 97]);

  await redis.stop();
  await eventually(async () => (await state(one)) === 'disconnected');
  t.is(await left(one), 99, 'its own memory counts from the start');
  t.like((await one.request('/api/health')).body, { status: 'ok' });

  await redis.start();
  await eventually(async () => (await state(one)) === 'connected');
  t.is(await left(one), 99, 'the new Redis has counted nothing yet');
});
