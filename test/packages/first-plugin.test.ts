import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { type Installed, installPackage, Shell } from './installed.js';

const PAGE = new URL('../../../docs/first-plugin.md', import.meta.url);

/** What a reader types, block by block. */
const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(
  (match) => match[1] ?? '',
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The second terminal of the page. */
async function start(command: string, { folder, env }: Installed, port: number): Promise<ChildProcess> {
  const [program = '', ...words] = command.trim().split(' ');
  const child = spawn(program, words, { cwd: folder, env: { ...env, PORT: String(port) }, stdio: 'ignore' });
  for (let tries = 0; tries < 600; tries += 1) {
    const ready = await fetch(`http://localhost:${port}/api/ready`).catch(() => undefined);
    if (ready?.ok) return child;
    await sleep(100);
  }
  throw new Error('The site does not start');
}

/** Runs the whole page; answers what each block printed. */
async function readThrough(t: ExecutionContext, installed: Installed): Promise<readonly string[]> {
  const port = await freePort();
  const shell = new Shell(installed, { PORT: String(port) });
  t.teardown(() => shell.close());
  const printed: string[] = [];
  for (const block of blocks) {
    if (block === 'npm install koapress\n') continue;
    if (block === 'npx koapress start\n') {
      const site = await start(block, installed, port);
      t.teardown(() => ended(site));
    } else {
      // The page says what to write where 8080 is taken.
      printed.push(await shell.run(block.replaceAll('localhost:8080', `localhost:${port}`)));
    }
  }
  return printed;
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}

test('a stranger who types the page as it is written gets what it promises', async (t) => {
  t.timeout(600_000);
  t.is(blocks.filter((block) => block === 'npm install koapress\n').length, 1);
  t.is(blocks.filter((block) => block === 'npx koapress start\n').length, 1);
  const installed = await installPackage();
  t.teardown(installed.remove);
  const inside = path.join(installed.folder, 'node_modules', 'koapress');
  for (const left of ['src/plugin-api.ts', 'build/test', 'test', 'seeds'])
    t.false(existsSync(path.join(inside, left)), `${left} is not shipped`);
  const printed = await readThrough(t, installed);
  const [created = '', tried, switchedOn, first] = printed;
  t.regex(created, /npx koapress plugin build shopping/);
  t.regex(tried ?? '', /The tests pass[\s\S]*shopping 1\.0\.0 is valid/);
  t.regex(switchedOn ?? '', /shopping 1\.0\.0 is installed[\s\S]*shopping 1\.0\.0 is active/);
  t.regex(first ?? '', /"text":"milk"[\s\S]*"data":\[\{[^\]]*"text":"milk"[\s\S]*"total":1/);
  const all = printed.join('\n');
  t.regex(all, /shopping 1\.1\.0 is valid/);
  t.regex(all, /shopping is inactive[\s\S]*shopping 1\.1\.0 is active[\s\S]*"doneAt":"20/);
  t.regex(all, /"text":"A gift for Ada"/);
  t.regex(printed.at(-1) ?? '', /shopping is inactive[\s\S]*The data of shopping is gone/);
  await assertStrict(t, installed);
});

/** The types are those of the host, and every sloppiness is a fault, whatever the project's own settings say. */
async function assertStrict(t: ExecutionContext, installed: Installed): Promise<void> {
  const { folder } = installed;
  const settings = path.join(folder, 'shopping', 'tsconfig.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('"strict": true', '"strict": false'));
  const sloppy = [
    "import { type PluginHost } from 'koapress/plugin-api';",
    'export const untyped = (x) => x;',
    "export const wrong = (host: PluginHost): number => host.hooks.doAction('no.such.hook');",
  ];
  writeFileSync(path.join(folder, 'shopping', 'src', 'sloppy.ts'), sloppy.join('\n'));
  const shell = new Shell(installed);
  t.teardown(() => shell.close());
  const said = await shell.run('npx koapress plugin build shopping || true');
  t.regex(said, /sloppy\.ts\(2,.*implicitly has an 'any' type/);
  t.regex(said, /sloppy\.ts\(3,.*no\.such\.hook/);
  t.regex(said, /does not compile/);
}
