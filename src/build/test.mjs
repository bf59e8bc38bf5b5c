// `npm test`: builds, then runs everything on SQLite and on MariaDB or MySQL. Arguments go to ava.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildIfChanged, BuildFailed, ROOT } = await import('./compile.mjs');
const { openHalves } = await import('./test-halves.mjs');
const { TapReader } = await import('./tap.mjs');

/** How often loops run: low for people, high in CI. */
const EFFORT = process.env.TEST_EFFORT || '1';

process.exitCode = await main();

async function main() {
  try {
    await buildIfChanged({ part: 'all' });
  } catch (cause) {
    if (!(cause instanceof BuildFailed)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    return close(0, 1);
  }
  const halves = await openHalves(ROOT);
  try {
    return report(await runAva({ ...process.env, ...halves.env, TEST_EFFORT: EFFORT }), halves.missing);
  } finally {
    await halves.close();
  }
}

async function runAva(env) {
  const ava = path.join(ROOT, 'node_modules', 'ava', 'entrypoints', 'cli.js');
  const child = spawn(process.execPath, [ava, '--tap', ...process.argv.slice(2)], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const results = new TapReader((text) => process.stdout.write(text));
  for await (const line of createInterface({ input: child.stdout })) results.line(line);
  const code = await ended;
  // Whatever made ava unhappy without a failed test is a failure too.
  if (code !== 0 && results.failed === 0) results.failed = 1;
  return results;
}

function report(results, missing) {
  for (const title of results.skipped) process.stdout.write(`Skipped: ${title}\n`);
  for (const { what, cure } of missing) {
    process.stdout.write(`\n${'!'.repeat(72)}\nNOT RUN: ${what}\n${cure}\n${'!'.repeat(72)}\n`);
  }
  const demanded = process.env.REQUIRE_ALL === '1' ? missing.length : 0;
  return close(results.passed, results.failed + demanded);
}

function close(passed, failed) {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
