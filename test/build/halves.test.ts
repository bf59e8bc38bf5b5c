import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../config/temporary-folder.js';

interface Halves {
  readonly env: Readonly<Record<string, string>>;
  readonly missing: readonly { readonly what: string; readonly cure: string }[];
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { openHalves } = (await import(join(ROOT, 'src/build/test-halves.mjs'))) as {
  openHalves(root: string): Promise<Halves>;
};

delete process.env.TEST_DATABASE_URL;
// Any file that is there will do for a browser.
process.env.CHROMIUM = process.execPath;

/** A tree whose way to find and start a server is this. */
function treeWith(t: ExecutionContext, server: string, redis = '/usr/bin/redis-server'): string {
  const root = temporaryFolder(t);
  const support = join(root, 'build', 'test', 'support');
  mkdirSync(support, { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(support, 'mariadb.js'), server);
  writeFileSync(join(support, 'redis.js'), `export const REDIS_SERVER = '${redis}';`);
  return root;
}

test('without a database server the missing half is told, with the way to get it', async (t) => {
  const { env, missing } = await openHalves(treeWith(t, 'export const findServer = () => undefined;'));
  t.deepEqual(env, {});
  t.is(missing.length, 1);
  t.regex(missing[0]?.what ?? '', /MariaDB or MySQL/);
  t.regex(missing[0]?.cure ?? '', /apt-get install mariadb-server[\s\S]*TEST_DATABASE_URL=/);
});

test('with one, a throw-away server is started and its address handed on', async (t) => {
  const server = `export const findServer = () => '/usr/sbin/mariadbd';
    export const startMariaDb = async () => ({ url: 'mysql://root@127.0.0.1:1/', stop: async () => {} });`;
  const { env, missing, close } = await openHalves(treeWith(t, server));
  t.deepEqual(env, { TEST_DATABASE_URL: 'mysql://root@127.0.0.1:1/' });
  t.deepEqual(missing, []);
  await t.notThrowsAsync(close());
});

test.serial('without a browser that half is told too', async (t) => {
  process.env.CHROMIUM = '/nowhere/chromium';
  const { missing } = await openHalves(treeWith(t, 'export const findServer = () => undefined;'));
  process.env.CHROMIUM = process.execPath;
  t.is(missing.length, 2);
  t.regex(missing[1]?.cure ?? '', /apt-get install chromium/);
});

test('without Redis its tests are told as missing', async (t) => {
  const server = 'export const findServer = () => undefined;';
  const { missing } = await openHalves(treeWith(t, server, ''));
  t.is(missing.length, 2);
  t.regex(missing[1]?.cure ?? '', /apt-get install redis-server/);
});
