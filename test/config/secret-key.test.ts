import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ConfigFaults, loadConfig } from '../../src/config.js';
import { temporaryFolder } from './temporary-folder.js';

const CONFIG_URL = new URL('../../src/config.js', import.meta.url).href;

test('makes a key once, for the owner alone, and keeps it', (t) => {
  const folder = temporaryFolder(t);
  const first = loadConfig({ folder, env: {} });
  const [key = ''] = first.config.secretKeys;
  t.true(key.length >= 32);
  t.is(statSync(join(folder, 'data', 'secret-key')).mode & 0o777, 0o600);
  t.is(first.settings.find(({ name }) => name === 'SECRET_KEY')?.source, 'file');
  t.deepEqual(loadConfig({ folder, env: {} }).config.secretKeys, [key]);
  t.deepEqual(readdirSync(join(folder, 'data')), ['secret-key'], 'no draft is left');
});

test('writes nothing when a key is given', (t) => {
  const folder = temporaryFolder(t);
  const key = 'given-by-the-environment-32-chars';
  t.deepEqual(loadConfig({ folder, env: { SECRET_KEY: key } }).config.secretKeys, [key]);
  t.throws(() => statSync(join(folder, 'data')), { code: 'ENOENT' });
});

test('processes that start at the same moment end up with the same key', async (t) => {
  const folder = temporaryFolder(t);
  const script = `const { loadConfig } = await import(${JSON.stringify(CONFIG_URL)});
    process.stdout.write(loadConfig({ folder: ${JSON.stringify(folder)}, env: {} }).config.secretKeys.join());`;
  const keys = await Promise.all(Array.from({ length: 4 }, () => outputOf(script)));
  t.is(new Set(keys).size, 1);
  t.is(keys[0], readFileSync(join(folder, 'data', 'secret-key'), 'utf8').trim());
});

async function outputOf(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += String(data);
  });
  await once(child, 'close');
  return output;
}

test('a spoiled key file stops the start instead of being replaced', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'secret-key'), '');
  const error = t.throws(() => loadConfig({ folder, env: {} }), { instanceOf: ConfigFaults });
  t.regex(error?.faults[0] ?? '', /^SECRET_KEY: .*secret-key is too short/);
  t.is(readFileSync(join(folder, 'data', 'secret-key'), 'utf8'), '');
});

test('a data folder that cannot be made is one clear line', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'data'), 'a file, not a folder');
  const error = t.throws(() => loadConfig({ folder, env: {} }), { instanceOf: ConfigFaults });
  t.is(error?.faults.length, 1);
  t.regex(error?.faults[0] ?? '', /^DATA_DIR: /);
});

test('several keys in the file are a list, newest first', (t) => {
  const folder = temporaryFolder(t);
  const keys = ['newest-key-newest-key-newest-key-1', 'older-key-older-key-older-key-older'];
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'secret-key'), `${keys.join('\n')}\n`);
  t.deepEqual(loadConfig({ folder, env: {} }).config.secretKeys, keys);
});
