import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../config/temporary-folder.js';

interface Build {
  buildIfChanged(options: { part: 'site' | 'all'; root: string; tell: () => void }): Promise<boolean>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = (await import(join(ROOT, 'src/build/compile.mjs'))) as Build;

function buildIfChanged(what: { part: 'site' | 'all'; root: string }): Promise<boolean> {
  return compiler.buildIfChanged({ ...what, tell: () => undefined });
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A project of the same shape, small enough to build in a moment. */
function project(t: ExecutionContext): string {
  const root = temporaryFolder(t);
  const compilerOptions = { module: 'NodeNext', target: 'ES2023', rootDir: '.', outDir: 'build', types: [] };
  write(root, 'package.json', '{ "type": "module" }');
  write(root, 'tsconfig.json', JSON.stringify({ compilerOptions, include: ['src/**/*.ts', 'test/**/*.ts'] }));
  write(
    root,
    'src/build/tsconfig.site.json',
    '{ "extends": "../../tsconfig.json", "include": ["../**/*.ts"] }',
  );
  write(root, 'src/cli.ts', 'export const answer: number = 1;\n');
  write(root, 'src/gone.ts', 'export {};\n');
  write(root, 'test/one.test.ts', 'export {};\n');
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

test('builds once, and again only when contents have changed', async (t) => {
  const root = project(t);
  t.true(await buildIfChanged({ part: 'site', root }));
  t.true(existsSync(join(root, 'build/src/cli.js')));
  t.false(existsSync(join(root, 'build/test/one.test.js')), 'the site needs no tests');
  t.false(await buildIfChanged({ part: 'site', root }));

  utimesSync(join(root, 'src/cli.ts'), new Date(), new Date(0));
  t.false(await buildIfChanged({ part: 'site', root }), 'another date is no change');

  write(root, 'src/cli.ts', 'export const answer: number = 2;\n');
  t.true(await buildIfChanged({ part: 'site', root }));
});

test('a build of everything counts for the site too', async (t) => {
  const root = project(t);
  t.true(await buildIfChanged({ part: 'all', root }));
  t.true(existsSync(join(root, 'build/test/one.test.js')));
  t.false(await buildIfChanged({ part: 'site', root }));
});

test('removes what was built from deleted sources', async (t) => {
  const root = project(t);
  await buildIfChanged({ part: 'site', root });
  t.true(existsSync(join(root, 'build/src/gone.js')));
  rmSync(join(root, 'src/gone.ts'));
  t.true(await buildIfChanged({ part: 'site', root }));
  t.false(existsSync(join(root, 'build/src/gone.js')));
});

test('a type error fails the build, and the next one tries again', async (t) => {
  const root = project(t);
  write(root, 'src/cli.ts', 'export const answer: number = "two";\n');
  await t.throwsAsync(buildIfChanged({ part: 'site', root }), { name: 'BuildFailed' });
  await t.throwsAsync(buildIfChanged({ part: 'site', root }), { name: 'BuildFailed' });
  write(root, 'src/cli.ts', 'export const answer: number = 2;\n');
  t.true(await buildIfChanged({ part: 'site', root }));
});

test('two builds at once are one, and the lock of a dead process holds nothing', async (t) => {
  const root = project(t);
  write(root, 'build/lock', '2147483646');
  const built = await Promise.all([
    buildIfChanged({ part: 'site', root }),
    buildIfChanged({ part: 'site', root }),
  ]);
  t.deepEqual([...built].sort(), [false, true]);
  t.false(existsSync(join(root, 'build/lock')));
  t.false(await buildIfChanged({ part: 'site', root }));
});
