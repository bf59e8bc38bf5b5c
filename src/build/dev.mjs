// `npm run dev`: builds and starts the site again whenever its sources change. A fault in them leaves the old site running.
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { needNode24 } from './node24.mjs';

await needNode24();

const { ROOT } = await import('./compile.mjs');

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

let site;
let timer;
let turn = Promise.resolve();
let ended = false;

for (const folder of ['src', 'plugins', 'seeds']) {
  if (existsSync(path.join(ROOT, folder))) watch(path.join(ROOT, folder), { recursive: true }, changed);
}
watch(ROOT, (_, name) => {
  if (name === '.env') schedule();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
schedule();

function changed(_, name) {
  const isSource = /\.(ts|mjs)$/.test(name ?? '') && !name.endsWith('routes.generated.ts');
  if (isSource) schedule();
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    turn = turn.then(rebuild);
  }, SETTLE_MS);
}

/** The old site runs until there is a new one to take its place. */
async function rebuild() {
  if (ended) return;
  if ((await build()) !== 0) {
    process.stderr.write('Waiting for a change…\n');
    return;
  }
  await stop('SIGTERM');
  if (!ended) start();
}

/** In a process of its own: compilers keep what they have read. */
function build() {
  const script = path.join(ROOT, 'src', 'build', 'build.mjs');
  const child = spawn(process.execPath, [script, 'site'], { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', resolve));
}

function start() {
  const cli = path.join(ROOT, 'src', 'build', 'koapress.mjs');
  const child = spawn(process.execPath, [cli, 'start'], { cwd: ROOT, stdio: 'inherit' });
  site = child;
  child.on('exit', (code) => {
    if (site !== child) return;
    site = undefined;
    if (!ended)
      process.stderr.write(`The site has ended (${code ?? 'by a signal'}). Waiting for a change…\n`);
  });
}

async function stop(signal) {
  const child = site;
  site = undefined;
  if (!child) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function end(signal) {
  ended = true;
  clearTimeout(timer);
  await stop(signal);
  process.exit(0);
}
