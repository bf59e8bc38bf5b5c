#!/usr/bin/env node
// The `koapress` command before anything is built: the right Node, a fresh build, then `src/cli.ts`.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildIfChanged, BuildFailed } = await import('./compile.mjs');
try {
  await buildIfChanged();
} catch (cause) {
  if (!(cause instanceof BuildFailed)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exit(1);
}

const { run } = await import('../../build/src/cli.js');
process.exitCode = await run(process.argv.slice(2));
