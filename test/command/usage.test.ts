import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { siteFolder } from '../../src/cli.js';
import { HOST_VERSION } from '../../src/version.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { jsonOf, typed } from './typed.js';

const BAD: readonly (readonly [string, RegExp])[] = [
  ['fly', /no command "fly": there are start, config, /],
  ['plugin', /koapress plugin list\|activate\|deactivate\|uninstall/],
  ['plugin fly', /no command "fly": there are list, activate, /],
  ['plugin activate', /missing required argument 'name'/],
  ['plugin activate a b', /too many arguments/],
  ['config --loud', /unknown option '--loud'$/m],
  [
    'option set billing_reminder_days -3,1',
    /unknown option '-3,1'; a value that begins with a dash comes after --/,
  ],
  ['application-password create --user admin', /--name/],
  ['application-password create --user admin --name', /argument missing/],
  ['application-password create --user admin --name x --expires soon', /--expires is "soon"/],
  ['application-password create --user admin --name x --expires 2020-01-01', /that is past/],
  ['application-password create --user admin --name x --expires 2030-02-31', /--expires/],
  ['api-key create --surface org --name n', /--scopes/],
  ['api-key create --surface wordpress --name n --scopes *', /must be one of .*org/],
  ['openapi --surface everything', /must be one of wordpress/],
  ['option get', /missing required argument/],
  ['user set-role admin', /missing required argument 'role'/],
];

for (const [words, expected] of BAD) {
  test(`"koapress ${words}" is bad usage: one line, exit 2, and nothing is made`, async (t) => {
    const folder = temporaryFolder(t);
    const { code, out, err } = await typed(words.split(' '), { folder });
    t.is(code, 2);
    t.is(out, '');
    t.regex(err, /^koapress: [^\n]+\n$/);
    t.regex(err, expected);
    t.false(existsSync(join(folder, 'data')));
  });
}

test('help and version are answers, not faults', async (t) => {
  const folder = temporaryFolder(t);
  t.deepEqual(await typed(['--version'], { folder }), { code: 0, out: `${HOST_VERSION}\n`, err: '' });
  for (const words of [[], ['--help'], ['plugin', '--help'], ['api-key', 'create', '--help']]) {
    const { code, out, err } = await typed(words, { folder });
    t.deepEqual([code, err], [0, '']);
    t.regex(out, /^Usage: koapress/);
  }
});

test('config shows each value with its source, and secrets to nobody', async (t) => {
  const folder = temporaryFolder(t);
  const env = { PORT: '3000', ADMIN_PASSWORD: 'hidden-word' };
  const text = await typed(['config'], { folder, env });
  t.is(text.code, 0);
  t.regex(text.out, /^NAME +VALUE +SOURCE\nPORT +3000 +environment\n/);
  const json = await typed(['config', '--json'], { folder, env });
  t.deepEqual((jsonOf(json) as unknown[])[0], { name: 'PORT', value: '3000', source: 'environment' });
  t.notRegex(text.out + json.out, /hidden-word/);
});

test('a wrong configuration is a line for each fault and exit 1', async (t) => {
  const { code, out, err } = await typed(['config'], {
    folder: temporaryFolder(t),
    env: { PORT: 'x', LOG_LEVEL: 'loud' },
  });
  t.is(code, 1);
  t.is(out, '');
  t.regex(err, /^PORT: [^\n]+\nLOG_LEVEL: [^\n]+\n$/);
});

test('a checkout is one site, from whichever of its folders the command is typed', (t) => {
  t.is(siteFolder('/srv/koapress/src/cli', '/srv/koapress'), '/srv/koapress');
  t.is(siteFolder('/srv/koapress', '/srv/koapress'), '/srv/koapress');
  t.is(siteFolder('/srv/koapress-two', '/srv/koapress'), '/srv/koapress-two');
  t.is(siteFolder('/srv/site', '/srv/site/node_modules/koapress'), '/srv/site');
});
