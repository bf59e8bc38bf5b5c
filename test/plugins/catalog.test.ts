import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger } from '../../src/log.js';
import { Catalog } from '../../src/plugins/catalog.js';
import { removePlugin, writePlugin } from './written-plugins.js';

interface Place {
  readonly catalog: Catalog;
  readonly builtIn: string;
  readonly external: string;
  readonly dataDir: string;
}

function place(t: ExecutionContext): Place {
  const root = mkdtempSync(join(tmpdir(), 'koapress-catalog-'));
  const [builtIn, external, dataDir] = ['built-in', 'external', 'data'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const packages = { all: async () => [] };
  const log = createLogger('silent');
  const catalog = new Catalog({ builtIn, external, packages, dataDir, timeoutMs: 1000, log });
  t.teardown(() => {
    catalog.close();
    rmSync(root, { recursive: true, force: true });
  });
  return { catalog, builtIn, external, dataDir };
}

test('folders without a plugin.js are passed over, and so are folders that are not there', async (t) => {
  const { catalog, external } = place(t);
  await catalog.scan();
  t.deepEqual(catalog.list(), []);
  writePlugin(external, { name: 'hello' });
  rmSync(join(external, 'hello', 'plugin.js'));
  await catalog.scan();
  t.deepEqual(catalog.list(), []);
});

test('a plugin.mjs is a plugin too', async (t) => {
  const { catalog, external } = place(t);
  const folder = writePlugin(external, { name: 'hello' });
  cpSync(join(folder, 'plugin.js'), join(folder, 'plugin.mjs'));
  rmSync(join(folder, 'plugin.js'));
  await catalog.scan();
  t.is(catalog.get('hello')?.plugin?.version, '1.0.0');
});

test('plugins from elsewhere use the host’s own copies and contracts of other plugins', async (t) => {
  const { catalog, builtIn, external } = place(t);
  writePlugin(builtIn, { name: 'base', files: { 'contract.js': "export const word = 'of base';" } });
  writePlugin(external, { name: 'peer', files: { 'contract.js': "export const word = 'of peer';" } });
  const before = `
    import { Controller as fromTsoa } from '@tsoa/runtime';
    import * as named from 'koapress/plugin-api';
    import { word as ofBase } from 'koapress/contracts/base';
    import { word as ofPeer } from 'koapress/contracts/peer';
    if (fromTsoa !== Controller || named.definePlugin !== definePlugin) throw new Error('copies differ');
    if (ofBase !== 'of base' || ofPeer !== 'of peer') throw new Error('contracts differ');
  `;
  writePlugin(external, { name: 'hello', before });
  await catalog.scan();
  t.is(catalog.get('hello')?.fault, undefined);
});

test('a contract of nobody is told by its name', async (t) => {
  const { catalog, external } = place(t);
  writePlugin(external, { name: 'hello', before: "import 'koapress/contracts/nobody';" });
  await catalog.scan();
  t.regex(catalog.get('hello')?.fault?.message ?? '', /no contract of a plugin "nobody"/);
});

test('a plugin from elsewhere is imported from a copy named by its contents', async (t) => {
  const { catalog, external, dataDir } = place(t);
  writePlugin(external, { name: 'hello' });
  await catalog.scan();
  const copies = readdirSync(join(dataDir, 'plugins', 'hello'));
  t.deepEqual(copies, [catalog.get('hello')?.hash]);
  t.true(existsSync(join(dataDir, 'plugins', 'hello', copies[0] as string, 'plugin.js')));
});

test('changed files are loaded again, unchanged ones are not, and a failed one again when asked', async (t) => {
  const { catalog, external } = place(t);
  const folder = writePlugin(external, { name: 'hello' });
  await catalog.scan();
  const first = catalog.get('hello')?.plugin;
  await catalog.scan();
  t.is(catalog.get('hello')?.plugin, first);

  writePlugin(external, { name: 'hello', version: '1.0.1' });
  await catalog.scan();
  t.is(catalog.get('hello')?.plugin?.version, '1.0.1');

  const waits = `import { existsSync } from 'node:fs'; if (!existsSync(${JSON.stringify(`${folder}-cause`)})) throw new Error('not yet');`;
  writePlugin(external, { name: 'hello', before: waits });
  await catalog.scan();
  t.is(catalog.get('hello')?.fault?.message, 'not yet');
  writeFileSync(`${folder}-cause`, '');
  await catalog.scan();
  t.is(catalog.get('hello')?.fault?.message, 'not yet', 'nobody asked');
  await catalog.scan('hello');
  t.is(catalog.get('hello')?.fault, undefined);
});

test('the host’s own plugin wins over one of its name from elsewhere', async (t) => {
  const { catalog, builtIn, external } = place(t);
  writePlugin(external, { name: 'hello', version: '9.0.0' });
  writePlugin(builtIn, { name: 'hello' });
  await catalog.scan();
  t.like(catalog.get('hello'), { builtIn: true, plugin: { version: '1.0.0' } });
  removePlugin(builtIn, 'hello');
  await catalog.scan();
  t.is(catalog.get('hello')?.plugin?.version, '9.0.0');
});
