import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { clientBody } from '../contract/samples/agency-bodies.js';
import { type Headers } from '../matrix/exchange.js';
import { World } from '../matrix/world.js';
import { databases } from '../support/databases.js';

const CLIENTS = '/wp-json/agency-os-ai/v1/clients';

/** Holds a transaction that writes until its input ends. */
const HOLDER = `
const { DatabaseSync } = require('node:sqlite');
const db = new DatabaseSync(process.argv[1]);
db.exec('pragma busy_timeout = 10000');
db.exec('begin immediate');
process.stdout.write('held');
process.stdin.resume().on('end', () => { db.exec('rollback'); db.close(); });
`;

for (const database of databases.filter(({ engine }) => engine === 'sqlite')) {
  let world: World;
  let headers: Headers;

  test.before(async () => {
    world = await World.start(database);
    headers = await world.applicationPassword(world.aurora, null);
    await world.send({ method: 'get', path: CLIENTS, headers });
  });
  test.after.always(() => world?.stop());

  const create = () => world.send({ method: 'post', path: CLIENTS, body: clientBody(), headers });
  const list = () => world.send({ method: 'get', path: CLIENTS, headers });

  test.serial(
    'a write waits for the transaction of another process, and reads go on meanwhile',
    async (t) => {
      const holder = await hold();
      const written = create();
      for (let read = 0; read < 20; read += 1) t.is((await list()).status, 200);
      await release(holder);
      t.is((await written).status, 201);
    },
  );

  test.serial(
    'a write that waits too long answers 503 in its shape, and the next one succeeds',
    async (t) => {
      const holder = await hold();
      const { status, body, headers: sent } = await create();
      t.is(status, 503);
      t.like(body, { success: false, code: 'unavailable' });
      t.truthy(sent.get('retry-after'));
      t.is((await list()).status, 200);
      await release(holder);
      t.is((await create()).status, 201);
    },
  );

  test.serial('writers that wait together give up together, before one that came later', async (t) => {
    const holder = await hold();
    const order: string[] = [];
    const attempt = async (name: string) => {
      const { status } = await create();
      order.push(`${name} ${status}`);
    };
    const together = [attempt('early'), attempt('early'), attempt('early')];
    await Promise.race(together);
    await Promise.all([...together, attempt('late')]);
    t.deepEqual(order, ['early 503', 'early 503', 'early 503', 'late 503']);
    await release(holder);
    t.is((await create()).status, 201);
  });

  async function hold(): Promise<ChildProcess> {
    const file = join(world.site.database.dataDir, 'koapress.db');
    const holder = spawn(process.execPath, ['-e', HOLDER, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout as NodeJS.ReadableStream, 'data');
    return holder;
  }
}

async function release(holder: ChildProcess): Promise<void> {
  const ended = once(holder, 'exit');
  holder.stdin?.end();
  await ended;
}
