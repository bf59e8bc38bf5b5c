import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../config/temporary-folder.js';
import { typed } from './typed.js';

const SAYS = (text: string) => `async ({ args }) => ({ json: args, text: '${text} ' + args.join() })`;
const group = (name: string, text: string) =>
  `export default [{ name: '${name}', description: 'What ${name} can do', commands: [
    { usage: 'say <words...>', description: 'say it', run: ${SAYS(text)} },
  ] }];`;

/** A folder of plugins of which nothing but the commands is ever read. */
function plugins(t: ExecutionContext, files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'plugins', name), { recursive: true });
    writeFileSync(join(folder, 'plugins', name, 'commands.js'), text);
    writeFileSync(join(folder, 'plugins', name, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'plugins', name, 'plugin.js'), `throw new Error('${name} was loaded');`);
  }
  return (...words: string[]) => typed(words, { folder, env: { PLUGINS_DIR: 'plugins' } });
}

test('a plugin brings commands of its own, which stand in the help', async (t) => {
  const run = plugins(t, { songs: group('songs', 'singing') });
  const help = await run('--help');
  t.is(help.code, 0);
  t.is(help.err, '');
  t.regex(help.out, /songs +What songs can do/);
  t.regex((await run()).out, /songs +What songs can do/);
  t.deepEqual(await run('songs', 'say', 'la', 'lo'), { code: 0, out: 'singing la,lo\n', err: '' });
  t.is((await run('songs', 'say', 'la', '--json')).out, '["la"]\n');
  const alone = await run('songs');
  t.is(alone.code, 2);
  t.regex(alone.err, /say what to do: koapress songs say/);
});

test('a broken file of commands is one line, and takes no other command along', async (t) => {
  const files = {
    asleep: `throw new Error('no\\nway');`,
    badly: `export default [{ name: 'Bad Name', commands: [] }];`,
    songs: group('songs', 'singing'),
    torn: 'export default [',
  };
  const run = plugins(t, files);
  const { code, out, err } = await run('songs', 'say', 'la');
  t.deepEqual([code, out], [0, 'singing la\n']);
  const lines = err.trimEnd().split('\n');
  t.is(lines.length, 3);
  t.regex(lines[0] ?? '', /^koapress: the commands in .*asleep.commands\.js cannot be used: no way$/);
  t.regex(lines[1] ?? '', /badly.*: its default export is no list of groups of commands$/);
  t.regex(lines[2] ?? '', /torn.*cannot be used: /);
});

test("the host's own commands read no plugin's, and are no plugin's to bring", async (t) => {
  const run = plugins(t, { asleep: `throw new Error('loaded');`, config: group('config', 'mine') });
  const { code, out, err } = await run('config');
  t.deepEqual([code, err], [0, '']);
  t.regex(out, /^NAME +VALUE +SOURCE\n/);
  t.deepEqual((await run('--version')).err, '');
});

test('of two plugins with the same word the first one has it', async (t) => {
  const run = plugins(t, { one: group('songs', 'first'), two: group('songs', 'second') });
  const { out, err } = await run('songs', 'say', 'la');
  t.is(out, 'first la\n');
  t.regex(err, /two.commands\.js cannot be used: another plugin brings "songs"\n$/);
});
