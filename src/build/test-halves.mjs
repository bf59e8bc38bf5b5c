// What the tests need beside the packages, and what is missing on this machine.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const NO_DATABASE = {
  what: 'the tests on MariaDB or MySQL. Only SQLite was tested.',
  cure:
    'There is no mariadbd or mysqld on this machine, and TEST_DATABASE_URL is not set.\n' +
    'Install one (Debian, Ubuntu: apt-get install mariadb-server; macOS: brew install mariadb), or run\n' +
    'TEST_DATABASE_URL=mysql://user:password@host:3306/ npm test   (a user who may create databases)',
};

const NO_BROWSER = {
  what: 'the tests in a real browser.',
  cure: 'There is no Chromium. Install it (Debian, Ubuntu: apt-get install chromium), or name one: CHROMIUM=/path/to/it npm test',
};

const NO_REDIS = {
  what: 'the tests with Redis.',
  cure: 'There is no redis-server. Install it (Debian, Ubuntu: apt-get install redis-server), or name one: REDIS_SERVER=/path/to/it npm test',
};

/** Starts a throw-away database server unless one is given. */
export async function openHalves(root) {
  const database = await openDatabaseHalf(root);
  const hasBrowser = existsSync(process.env.CHROMIUM || '/usr/bin/chromium');
  const missing = [
    ...database.missing,
    ...(hasBrowser ? [] : [NO_BROWSER]),
    ...((await hasRedis(root)) ? [] : [NO_REDIS]),
  ];
  return { ...database, missing };
}

async function hasRedis(root) {
  const file = path.join(root, 'build', 'test', 'support', 'redis.js');
  return (await import(pathToFileURL(file).href)).REDIS_SERVER !== '';
}

async function openDatabaseHalf(root) {
  if (process.env.TEST_DATABASE_URL) return { env: {}, missing: [], close: async () => {} };
  const file = path.join(root, 'build', 'test', 'support', 'mariadb.js');
  const { findServer, startMariaDb } = await import(pathToFileURL(file).href);
  if (!findServer()) return { env: {}, missing: [NO_DATABASE], close: async () => {} };
  const server = await startMariaDb();
  return { env: { TEST_DATABASE_URL: server.url }, missing: [], close: () => server.stop() };
}
