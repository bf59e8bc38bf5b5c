import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../config/temporary-folder.js';
import { typed } from './typed.js';

const ENTRY = fileURLToPath(new URL('../faults/site-entry.js', import.meta.url));

test('koapress payments double plays the provider until it is told to stop', async (t) => {
  const words = ['payments', 'double', '--secret-key', 'sk_test_played'];
  const child = spawn(process.execPath, [ENTRY, ...words], {
    cwd: temporaryFolder(t),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stderr) {
    said += String(chunk);
    if (said.includes('\n')) break;
  }
  const [, url = '', key = ''] = /listens at (\S+) and takes the key (\S+)\n/.exec(said) ?? [];
  t.is(key, 'sk_test_played', said);
  const ask = (bearer: string) =>
    fetch(`${url}/v1/customers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=Ada',
    });
  t.is((await ask(key)).status, 200);
  t.is((await ask('sk_test_other')).status, 401);
  t.is((await fetch(url)).status, 200);
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [0, null]);
});

test('what means nothing to the payments double is one line', async (t) => {
  const folder = temporaryFolder(t);
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['--port 99999', /--port is "99999", no port/],
    ['--webhook soon', /--webhook is "soon", no address/],
    ['--webhook ftp://site.test', /--webhook is "ftp:\/\/site.test", no address/],
    ['--file nowhere/kept.json', /--file is "nowhere\/kept.json", in no folder that is there/],
  ];
  for (const [words, expected] of refusals) {
    const { code, err } = await typed(['payments', 'double', ...words.split(' ')], { folder });
    t.is(code, 1);
    t.regex(err, expected);
  }
  t.regex((await typed(['--help'], { folder })).out, /payments +Plays the payment provider/);
});
