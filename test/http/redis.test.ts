import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import pino from 'pino';
import { databases, type TestDatabase } from '../support/databases.js';
import { eventually, REDIS_SERVER, ThrowAwayRedis } from '../support/redis.js';
import { type Answer, type Site, startSite } from '../support/site.js';

const [sqlite] = databases as [TestDatabase];
const ENTRY = fileURLToPath(new URL('../faults/site-entry.js', import.meta.url));
const CLIENTS = '/wp-json/agency-os-ai/v1/clients';

/** Two processes of one site on one Redis, and what the first has logged. */
async function twoNodes(t: ExecutionContext, redis: ThrowAwayRedis) {
  const lines: string[] = [];
  const write = (chunk: Buffer, _: string, done: () => void) => {
    lines.push(chunk.toString());
    done();
  };
  const log = pino({ level: 'info' }, new Writable({ write }));
  const shared = { rateLimits: true, redisUrl: redis.url };
  const one = await startSite(sqlite, { ...shared, options: { log } });
  t.teardown(() => one.stop());
  const two = await startSite(sqlite, { ...shared, place: one.database });
  t.teardown(() => two.stop());
  await eventually(async () => (await state(one)) === 'connected' && (await state(two)) === 'connected');
  return { one, two, said: (word: string) => lines.filter((line) => line.includes(word)).length };
}

const state = async (site: Site) => (await site.request('/api/health')).body.redis;
const get = (site: Site, auth: string) => site.request(CLIENTS, { auth });
const left = async (site: Site, auth: string) =>
  Number((await get(site, auth)).headers.get('ratelimit-remaining'));
const level = async (site: Site) =>
  /^koapress_redis_connected (\d)$/m.exec((await site.request('/metrics')).body)?.[1];

const withRedis = (title: string, body: (t: ExecutionContext, redis: ThrowAwayRedis) => Promise<void>) =>
  test.serial(title, async (t) => {
    if (REDIS_SERVER === '') {
      const message = 'NOT RUN: there is no redis-server. Install it, or name one in REDIS_SERVER.';
      if (process.env.REQUIRE_ALL === '1') throw new Error(message);
      t.log(message);
      return t.pass();
    }
    const redis = await ThrowAwayRedis.start();
    t.teardown(() => redis.stop());
    return body(t, redis);
  });

withRedis('two nodes let no more through together than one limit, also at once', async (t, redis) => {
  const { one, two } = await twoNodes(t, redis);
  t.is((await left(one, one.admin)) - (await left(two, one.admin)), 1);
  const answers: Answer[] = [];
  while (answers.length < 140)
    answers.push(
      ...(await Promise.all(Array.from({ length: 10 }, (_, n) => get(n % 2 ? one : two, one.admin)))),
    );
  t.is(answers.filter(({ status }) => status === 200).length, 98);
  t.is(answers.filter(({ status }) => status === 429).length, 42);
});

withRedis(
  'Redis stopped and started again under load: every request is answered, and the site says so',
  async (t, redis) => {
    const { one, two, said } = await twoNodes(t, redis);
    const { auth } = await one.login({ login: 'busy', role: 'viewer' });
    one.host.http.rateLimits.configure({ 'agency-os': [{ points: 1_000_000, seconds: 3600 }] });
    two.host.http.rateLimits.configure({ 'agency-os': [{ points: 1_000_000, seconds: 3600 }] });
    let stopped = false;
    const statuses = new Set<number>();
    const load = [one, two, one, two].map(async (site) => {
      while (!stopped) statuses.add((await get(site, auth)).status);
    });
    for (let round = 0; round < 2; round += 1) {
      await redis.stop();
      await eventually(
        async () => (await state(one)) === 'disconnected' && (await state(two)) === 'disconnected',
      );
      t.is(await level(one), '0');
      // Half of the figure is this node's, as soon as it has asked how many there are.
      await eventually(async () => (await get(one, auth)).headers.get('ratelimit-limit') === '500000');
      t.like((await one.request('/api/health')).body, { status: 'ok' });
      await redis.start();
      await eventually(async () => (await state(one)) === 'connected' && (await state(two)) === 'connected');
      t.is(await level(one), '1');
      t.is((await get(one, auth)).headers.get('ratelimit-limit'), '1000000');
    }
    stopped = true;
    await Promise.all(load);
    t.deepEqual([...statuses], [200]);
    t.is(said('Redis is away'), 2, 'once for each time');
    t.is(said('Redis is back'), 2);
  },
);

withRedis('a Redis that takes requests and answers none holds nobody up', async (t, redis) => {
  const { one } = await twoNodes(t, redis);
  redis.freeze();
  const answers = await Promise.all(Array.from({ length: 20 }, () => get(one, one.admin)));
  t.true(answers.every(({ status }) => status === 200));
  await eventually(async () => (await state(one)) === 'disconnected');
  t.is((await get(one, one.admin)).status, 200);
  redis.thaw();
  await eventually(async () => (await state(one)) === 'connected');
});

withRedis('a command that is refused ends, although Redis is there', async (t, redis) => {
  const place = await sqlite.open();
  t.teardown(() => place.drop());
  const optionsUnder = (secret: string) => {
    const env = { PATH: process.env.PATH, DATA_DIR: place.dataDir, REDIS_URL: redis.url, SECRET_KEY: secret };
    const words = [ENTRY, 'option', 'list'];
    return spawnSync(process.execPath, words, { cwd: place.dataDir, env, encoding: 'utf8', timeout: 30_000 });
  };
  t.is(optionsUnder('the secret key that the site was made with').status, 0);
  const { status, stderr } = optionsUnder('another secret key that this site knows not');
  t.is(status, 1, 'it has ended by itself');
  t.regex(stderr, /none of the keys/);
});

test('a process that leaves keeps no connection open', async (t) => {
  const site = await startSite(sqlite);
  t.teardown(() => site.stop());
  t.is((await site.request('/api/health')).headers.get('connection'), 'keep-alive');
  await site.host.retire();
  t.is((await site.request('/api/health')).headers.get('connection'), 'close');
});
