import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Shapes } from '../bad-input/shapes.js';
import { Caller } from '../contract/caller.js';
import { clientBody } from '../contract/samples/agency-bodies.js';
import { samples } from '../contract/samples/index.js';
import { World } from '../matrix/world.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { TcpProxy, targetOf } from './tcp-proxy.js';

const CLIENTS = '/wp-json/agency-os-ai/v1/clients';
const HEAL_LIMIT_MS = 20_000;

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  let proxy: TcpProxy;
  let world: World;
  let caller: Caller;

  test.before(async () => {
    const behindProxy: TestDatabase = {
      engine: database.engine,
      async open() {
        const opened = await database.open();
        const direct = opened.url as string;
        proxy = new TcpProxy(targetOf(direct));
        return { ...opened, url: await proxy.through(direct) };
      },
    };
    world = await World.start(behindProxy);
    caller = await Caller.create(world);
    for (const served of caller.operations) await caller.owner(served);
  });
  test.after.always(async () => {
    await world?.stop();
    await proxy?.cut();
  });
  test.afterEach.always(async () => {
    await proxy.join();
    await healthy(world);
  });

  test.serial(
    'while the database is away every operation answers 503 in its own shape, and then again',
    async (t) => {
      const shapes = new Shapes(caller);
      const calls = [];
      for (const served of caller.operations)
        calls.push({ served, filling: (await samples[served.template]?.(world.make)) ?? {} });
      await proxy.cut();
      const faults: string[] = [];
      for (const { served, filling } of calls) {
        const { answer } = await caller.call(served, filling);
        const { status, text } = answer;
        const needsNone = ['GET /api/version', 'GET /api/health'].includes(served.template);
        if (status === 200 && (needsNone || readsMemory(served.template))) continue;
        if (status !== 503) faults.push(`${served.template}: ${status} ${text.slice(0, 200)}`);
        else if (!served.template.startsWith('GET /api/')) {
          const shape = shapes.shape(served, answer);
          if (shape) faults.push(`${served.template}: ${shape} ${text.slice(0, 200)}`);
          if (!answer.headers.get('retry-after')) faults.push(`${served.template}: no Retry-After`);
        }
      }
      t.deepEqual(faults, []);
      await proxy.join();
      await healthy(world);
      const { status, text } = await world.send(await creation());
      t.is(status, 201, text);
    },
  );

  test.serial('health, readiness and version say how it stands', async (t) => {
    const get = (path: string) => world.send({ method: 'get', path });
    t.is((await get('/api/ready')).status, 200);
    await proxy.cut();
    const health = await get('/api/health');
    t.is(health.status, 503);
    t.like(health.body, { status: 'error', db: 'error' });
    t.is((await get('/api/ready')).status, 503);
    t.is((await get('/api/version')).status, 200);
    await proxy.join();
    await healthy(world);
    t.like((await get('/api/health')).body, { status: 'ok', db: 'connected' });
  });

  test.serial(
    'a cut in the middle of writes loses nothing that was acknowledged and answers no 500',
    async (t) => {
      const call = await creation();
      const names = Array.from({ length: 60 }, (_, at) => `Cut ${at}`);
      let answered = 0;
      const answers = names.map(async (name, at) => {
        await sleep(at * 3);
        const answer = await world.send({ ...call, body: { name } });
        answered += 1;
        if (answered === 10) await proxy.cut();
        return { name, status: answer.status, text: answer.text };
      });
      const all = await Promise.all(answers);
      await proxy.join();
      await healthy(world);
      t.deepEqual(
        all.filter(({ status }) => status !== 201 && status !== 503),
        [],
      );
      const kept = await clientNames();
      t.deepEqual(
        all.filter(({ name, status }) => status === 201 && !kept.has(name)),
        [],
      );
      t.true(all.some(({ status }) => status === 503));
    },
  );

  async function creation() {
    const served = caller.find(`POST ${CLIENTS}`);
    if (!served) throw new Error('no clients');
    return { method: 'post', path: CLIENTS, body: clientBody(), headers: await caller.owner(served) };
  }

  async function clientNames(): Promise<Set<string>> {
    const { headers } = await creation();
    const { body } = await world.send({ method: 'get', path: `${CLIENTS}?per_page=100&search=Cut`, headers });
    return new Set((body as { data: { name: string }[] }).data.map(({ name }) => name));
  }
}

/** Plugins are known without asking the database. */
function readsMemory(template: string): boolean {
  return template.startsWith('GET ') && template.includes('/plugins');
}

async function healthy(world: World): Promise<void> {
  const deadline = performance.now() + HEAL_LIMIT_MS;
  while (performance.now() < deadline) {
    if ((await world.send({ method: 'get', path: '/api/ready' })).status === 200) return;
    await sleep(50);
  }
  throw new Error('The site did not heal');
}
