import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { environmentOf, spawnKoapress } from './running-site.js';
import { jsonOf, typed } from './typed.js';

const [sqlite] = databases as readonly [TestDatabase];

for (const database of databases) {
  const { engine } = database;

  test(`${engine}: start shows the addresses and the login, serves, and ends with 0 at a signal`, async (t) => {
    const opened = await database.open();
    t.teardown(() => opened.drop());
    const first = spawnKoapress(t, ['start'], environmentOf(opened));
    const url = await first.url();
    t.regex(first.out, new RegExp(`API explorer +${url}/docs\n`));
    t.regex(first.out, /Login +admin\n {2}Password +\S{20,} {3}\(shown only this once\)/);
    t.is(first.err, '', 'nothing that a newcomer would wonder about');
    t.is((await fetch(`${url}/docs`)).status, 200);
    t.deepEqual(await first.stop('SIGTERM'), { code: 0, signal: null });

    const second = spawnKoapress(t, ['start'], environmentOf(opened));
    await second.url();
    t.regex(second.out, /Password +as before/);
    t.deepEqual(await second.stop('SIGINT'), { code: 0, signal: null });
  });

  test(`${engine}: a command switches plugins in the running site`, async (t) => {
    const opened = await database.open();
    t.teardown(() => opened.drop());
    const env = environmentOf(opened);
    const site = spawnKoapress(t, ['start'], env);
    const url = await site.url();
    const koapress = (words: string) => typed(words.split(' '), { folder: opened.dataDir, env });
    const status = async () => (await fetch(`${url}/wp-json/agency-os-ai/v1/clients`)).status;
    t.is(await status(), 401);

    const off = await koapress('plugin deactivate agency --json');
    t.like(jsonOf(off), { name: 'agency', status: 'inactive' });
    t.is(await status(), 404);
    t.is((await koapress('plugin deactivate agency')).code, 0, 'off already');

    const on = await koapress('plugin activate agency --json');
    t.like(jsonOf(on), { name: 'agency', status: 'active' });
    t.is(await status(), 401);

    const refused = await koapress('plugin deactivate billing');
    t.is(refused.code, 1);
    t.regex(refused.err, /agency/);
    t.deepEqual(await site.stop('SIGTERM'), { code: 0, signal: null });
  });

  test(`${engine}: credentials made by a command open the running site`, async (t) => {
    const opened = await database.open();
    t.teardown(() => opened.drop());
    const env = environmentOf(opened);
    const site = spawnKoapress(t, ['start'], env);
    const url = await site.url();
    const koapress = (words: string) => typed(words.split(' '), { folder: opened.dataDir, env });
    const made = jsonOf(await koapress('application-password create --user admin --name script --json'));
    const { login, password } = made as { login: string; password: string };
    const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
    const clients = await fetch(`${url}/wp-json/agency-os-ai/v1/clients`, { headers: { authorization } });
    t.is(clients.status, 200);
  });
}

test('finishes the request in flight before it ends, and takes no new one', async (t) => {
  const opened = await sqlite.open();
  t.teardown(() => opened.drop());
  const site = spawnKoapress(t, ['start'], environmentOf(opened));
  const { hostname, port } = new URL(await site.url());
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data: Buffer) => {
    answer += String(data);
  });
  socket.write(
    'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n',
  );
  socket.write('Expect: 100-continue\r\n\r\n');
  while (!answer.includes('100 Continue')) await once(socket, 'data');

  site.child.kill('SIGTERM');
  while (!site.out.includes('Stopping')) await once(site.child.stdout as NodeJS.ReadableStream, 'data');
  while (!(await refuses(Number(port), hostname)));
  socket.write('{}');
  await once(socket, 'close');
  t.regex(answer, /HTTP\/1\.1 4\d\d [\s\S]*"error"/);
  t.deepEqual(await site.ended, { code: 0, signal: null });
});

async function refuses(port: number, hostname: string): Promise<boolean> {
  const socket = connect(port, hostname);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

test('start --json tells programs where the site is, and logs to stderr', async (t) => {
  const opened = await sqlite.open();
  t.teardown(() => opened.drop());
  const site = spawnKoapress(t, ['start', '--json'], environmentOf(opened));
  while (!site.out.includes('\n')) await once(site.child.stdout as NodeJS.ReadableStream, 'data');
  const { url, docs, login, password } = JSON.parse(site.out) as Record<string, string>;
  t.deepEqual([docs, login, password?.length], [`${url}/docs`, 'admin', 24]);
  t.deepEqual(await site.stop('SIGTERM'), { code: 0, signal: null });
  t.is(site.out.split('\n').length, 2);
  t.regex(site.err, /"msg":"Stopping"/);
});

test('a port that is taken is one clear line', async (t) => {
  const opened = await sqlite.open();
  t.teardown(() => opened.drop());
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const site = spawnKoapress(t, ['start'], { ...environmentOf(opened), PORT: String(port) });
  t.deepEqual(await site.ended, { code: 1, signal: null });
  t.is(
    site.err,
    `koapress: port ${port} at 127.0.0.1 is taken: stop what listens there, or choose another PORT\n`,
  );
  t.notRegex(site.out, /is running/);
  const next = spawnKoapress(t, ['start'], environmentOf(opened));
  await next.url();
  t.regex(next.out, /shown only this once/, 'nothing was made, so no password was lost');
  await next.stop('SIGTERM');
});

test('a database that does not answer is one line with its address and without its password', async (t) => {
  const opened = await sqlite.open();
  t.teardown(() => opened.drop());
  const DATABASE_URL = 'mysql://somebody:sesame@127.0.0.1:1/site';
  const site = spawnKoapress(t, ['start'], { ...environmentOf(opened), DATABASE_URL });
  t.deepEqual(await site.ended, { code: 1, signal: null });
  t.regex(site.err, /^koapress: The database cannot be reached[^\n]+127\.0\.0\.1:1[^\n]*\n$/);
  t.notRegex(site.err, /sesame/);
});

test('the bootstrap builds nothing when nothing has changed', async (t) => {
  const opened = await sqlite.open();
  t.teardown(() => opened.drop());
  const env = environmentOf(opened);
  await spawnKoapress(t, ['config'], env, 'bootstrap').ended;
  const again = spawnKoapress(t, ['config', '--json'], env, 'bootstrap');
  t.deepEqual(await again.ended, { code: 0, signal: null });
  t.is(again.err, '');
  t.notThrows(() => JSON.parse(again.out));
});
