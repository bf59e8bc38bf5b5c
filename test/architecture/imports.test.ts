import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';

/** Rooms from the top down: a file imports from its own level or below. */
const LEVELS: readonly (readonly string[])[] = [
  ['main.ts', 'cli.ts', 'cli', 'build', 'plugin-test.ts'],
  ['host.ts', 'host-tasks.ts', 'host-mails.ts', 'background.ts'],
  ['controllers'],
  ['http', 'plugins', 'packages', 'plugin-api.ts'],
  ['auth', 'nodes', 'cron', 'jobs', 'mail', 'account-mails', 'webhooks', 'notifications'],
  ['accounts', 'options', 'audit', 'hooks', 'health', 'vault', 'outgoing', 'pdf'],
  ['database'],
  [
    'announcements.ts',
    'answering-thread.ts',
    'low-priority.ts',
    'config.ts',
    'config',
    'request-context.ts',
    'with-timeout.ts',
    'changes.ts',
    'clock.ts',
    'days.ts',
    'log.ts',
    'version.ts',
    'public-id.ts',
    'owned-registry.ts',
    'room.ts',
  ],
];

/** Words that every room speaks: they import nothing but each other. */
const VOCABULARY = [
  'http/problem.ts',
  'auth/principal.ts',
  'plugins/tokens.ts',
  'database/database.ts',
  'database/page.ts',
];

/** Interfaces only, which name what is above them: what a plugin gets, and who composes. */
const TYPES_MAY_LOOK_UP = ['plugins/plugin.ts', 'controllers/host-routes.ts'];

interface Import {
  readonly file: string;
  readonly line: number;
  readonly target: string;
  readonly isType: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.generated.'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s+)?'([^']+)'/gm)].map(
    (match) => ({
      file,
      line: text.slice(0, match.index).split('\n').length,
      target: match[2] ?? '',
      isType: match[1] !== undefined,
    }),
  );
}

function levelOf(file: string): number {
  const [top = ''] = file.split('/');
  return LEVELS.findIndex((rooms) => rooms.includes(top));
}

/** The target's path inside `src`; undefined for packages. */
function insideSrc({ file, target }: Import): string | undefined {
  if (!target.startsWith('.')) return undefined;
  return path.relative('src', path.join(path.dirname(file), target)).replace(/\.js$/, '.ts');
}

function where({ file, line, target }: Import): string {
  return `${file}:${line} imports ${target}`;
}

test('in src, imports run downward only', (t) => {
  const offending: string[] = [];
  for (const each of filesBelow('src').flatMap(importsOf)) {
    const own = path.relative('src', each.file);
    const target = insideSrc(each);
    if (target === undefined) continue;
    t.not(levelOf(own), -1, `${own} lies in no known room`);
    if (target.startsWith('..')) offending.push(where(each));
    else if (levelOf(target) < levelOf(own) && !mayLookUp(own, target, each)) offending.push(where(each));
  }
  t.deepEqual(offending, []);
});

function mayLookUp(own: string, target: string, { isType }: Import): boolean {
  return (
    VOCABULARY.includes(target) ||
    (isType && TYPES_MAY_LOOK_UP.includes(own)) ||
    (isType && target === 'plugins/plugin.ts')
  );
}

test('the common words import nothing but each other', (t) => {
  for (const file of VOCABULARY) {
    for (const each of importsOf(path.join('src', file))) {
      const target = insideSrc(each);
      if (target !== undefined) t.true(VOCABULARY.includes(target), where(each));
    }
  }
});

test('a plugin imports the host, its own files, and contracts of plugins that it requires', (t) => {
  const plugins = readdirSync('plugins', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  t.true(plugins.length > 0);
  for (const { name } of plugins) {
    const manifest = readFileSync(`plugins/${name}/plugin.ts`, 'utf8');
    const required = /requires:\s*\{([^}]*)\}/.exec(manifest)?.[1] ?? '';
    for (const each of filesBelow(`plugins/${name}`).flatMap(importsOf)) {
      t.true(mayImport(name, required, each), where(each));
    }
  }
});

function mayImport(plugin: string, required: string, each: Import): boolean {
  if (!each.target.startsWith('.')) return each.target === '#host' || !/^(koapress|#)/.test(each.target);
  const target = path.join(path.dirname(each.file), each.target);
  if (target.startsWith(`plugins/${plugin}/`)) return true;
  const contract = /^plugins\/([^/]+)\/contract\.js$/.exec(target);
  return contract !== null && new RegExp(`\\b${contract[1]}['"]?\\s*:`).test(required);
}

test('the host imports no plugin', (t) => {
  for (const each of filesBelow('src').flatMap(importsOf)) {
    t.false(path.join(path.dirname(each.file), each.target).startsWith('plugins/'), where(each));
  }
});
