import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ConfigFaults, readConfig } from '../../src/config.js';
import { temporaryFolder } from './temporary-folder.js';

const LONG_KEY = 'k'.repeat(32);

function faultsOf(folder: string, env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig({ folder, env });
    return [];
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
}

test('an empty environment gives the documented defaults', (t) => {
  const folder = temporaryFolder(t);
  t.deepEqual(readConfig({ folder, env: {} }).config, {
    port: 8080,
    host: '127.0.0.1',
    siteUrl: 'http://localhost:8080',
    dataDir: join(folder, 'data'),
    databaseUrl: null,
    redisUrl: null,
    secretKeys: [],
    drainSeconds: 2,
    logLevel: 'info',
    mailFrom: 'Koapress <koapress@localhost>',
    outgoingAllow: [],
    pluginUploads: true,
    smtpUrl: null,
    trustProxy: [],
    corsOrigins: [],
    pluginsDir: null,
    rateLimits: true,
    admin: { login: 'admin', email: 'admin@example.com', password: null },
  });
  t.false(existsSync(join(folder, 'data')), 'reading writes nothing');
});

test('the site address follows host and port, and loses the slash at its end', (t) => {
  const folder = temporaryFolder(t);
  const siteUrl = (env: NodeJS.ProcessEnv) => readConfig({ folder, env }).config.siteUrl;
  t.is(siteUrl({ PORT: '80' }), 'http://localhost');
  t.is(siteUrl({ HOST: '0.0.0.0', PORT: '3000' }), 'http://localhost:3000');
  t.is(siteUrl({ HOST: '192.0.2.7' }), 'http://192.0.2.7:8080');
  t.is(siteUrl({ HOST: '2001:db8::1' }), 'http://[2001:db8::1]:8080');
  t.is(siteUrl({ SITE_URL: 'https://example.com/' }), 'https://example.com');
  t.is(siteUrl({ SITE_URL: 'https://example.com/blog/' }), 'https://example.com/blog');
});

test('the environment wins over .env, an empty value counts as not given, and each value knows its source', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, '.env'), 'PORT=3000\nLOG_LEVEL=debug # as always\nADMIN_LOGIN="boss"\nHOST=\n');
  const { config, settings } = readConfig({ folder, env: { PORT: '4000', LOG_LEVEL: '' } });
  t.is(config.port, 4000);
  t.is(config.logLevel, 'debug');
  t.is(config.admin.login, 'boss');
  t.is(config.host, '127.0.0.1');
  const sources = Object.fromEntries(settings.map(({ name, source }) => [name, source]));
  t.like(sources, { PORT: 'environment', LOG_LEVEL: '.env', ADMIN_LOGIN: '.env', HOST: 'default' });
});

test('a relative data folder starts at the site folder, not where the command is typed', (t) => {
  const folder = temporaryFolder(t);
  t.is(readConfig({ folder, env: { DATA_DIR: 'elsewhere' } }).config.dataDir, join(folder, 'elsewhere'));
});

const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ['PORT', 'http', /^PORT: is "http", must be a whole number from 0 to 65535 \(environment\)$/],
  ['PORT', '70000', /^PORT: /],
  ['HOST', '256.1.1.1', /^HOST: .* IP address or a host name/],
  ['SITE_URL', 'example.com', /^SITE_URL: .* http or https/],
  ['SITE_URL', 'https://example.com/?a=1', /^SITE_URL: /],
  ['DATABASE_URL', 'postgres://u:hidden@h/d', /^DATABASE_URL: must look like mysql:/],
  ['DATABASE_URL', 'mysql://u:hidden@h', /^DATABASE_URL: /],
  ['REDIS_URL', 'localhost:6379', /^REDIS_URL: must look like redis:/],
  ['SECRET_KEY', `${LONG_KEY},short-hidden`, /^SECRET_KEY: must be 32 characters or longer/],
  ['LOG_LEVEL', 'loud', /^LOG_LEVEL: .* trace, debug/],
  ['TRUST_PROXY', '10.0.0.0/8,10.0.0.0/33', /^TRUST_PROXY: .* networks like/],
  ['TRUST_PROXY', 'all', /^TRUST_PROXY: /],
  ['CORS_ORIGINS', '*', /^CORS_ORIGINS: .* origins like/],
  ['CORS_ORIGINS', 'https://example.com/app', /^CORS_ORIGINS: /],
  ['PLUGINS_DIR', 'not-there', /^PLUGINS_DIR: .* folder that exists/],
  ['RATE_LIMITS', 'no', /^RATE_LIMITS: .* on or off/],
  ['ADMIN_LOGIN', 'a|b', /^ADMIN_LOGIN: /],
  ['ADMIN_EMAIL', 'nobody', /^ADMIN_EMAIL: .* e-mail address/],
];

for (const [name, value, expected] of FAULTS) {
  test(`refuses ${name}=${value} with one line, without telling secrets`, (t) => {
    const faults = faultsOf(temporaryFolder(t), { [name]: value });
    t.is(faults.length, 1);
    t.regex(faults[0] ?? '', expected);
    t.notRegex(faults[0] ?? '', /hidden|\n/);
  });
}

test('tells all faults at once', (t) => {
  const faults = faultsOf(temporaryFolder(t), { PORT: 'x', HOST: ':', RATE_LIMITS: 'maybe' });
  t.deepEqual(faults.map((fault) => fault.split(':')[0]).sort(), ['HOST', 'PORT', 'RATE_LIMITS']);
});

test('a .env that cannot be read is a fault, not an empty file', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, '.env'));
  t.regex(faultsOf(folder, {})[0] ?? '', /^\.env: cannot be read/);
});

test('reads lists, and takes mariadb:// for mysql://', (t) => {
  const { config } = readConfig({
    folder: temporaryFolder(t),
    env: {
      DATABASE_URL: 'mariadb://u:p%40ss@db:3307/koapress',
      TRUST_PROXY: '10.0.0.0/8, ::1, 192.0.2.1',
      CORS_ORIGINS: 'https://A.example.com/,http://localhost:5173',
      RATE_LIMITS: 'off',
      SECRET_KEY: `${LONG_KEY}, ${LONG_KEY}2`,
    },
  });
  t.is(config.databaseUrl, 'mysql://u:p%40ss@db:3307/koapress');
  t.deepEqual(config.trustProxy, ['10.0.0.0/8', '::1', '192.0.2.1']);
  t.deepEqual(config.corsOrigins, ['https://a.example.com', 'http://localhost:5173']);
  t.false(config.rateLimits);
  t.deepEqual(config.secretKeys, [LONG_KEY, `${LONG_KEY}2`]);
});

test('what is shown holds no secret', (t) => {
  const { settings } = readConfig({
    folder: temporaryFolder(t),
    env: {
      DATABASE_URL: 'mysql://u:hidden-1@db/koapress?ssl=hidden-2',
      REDIS_URL: 'redis://:hidden-3@r:6379',
      SECRET_KEY: 'hidden-4-hidden-4-hidden-4-hidden-4',
      ADMIN_PASSWORD: 'hidden-5',
    },
  });
  t.notRegex(JSON.stringify(settings), /hidden-\d/);
  const shown = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  t.is(shown.DATABASE_URL, 'mysql://u:***@db/koapress?***');
});
