#!/usr/bin/env node
// The `koapress` command: the right Node, in a checkout a fresh build, then `src/cli.ts`.
import { existsSync } from 'node:fs';
import { needNode24 } from './node24.mjs';

await needNode24();

// A package from the registry brings its build, and no sources to make another from.
if (existsSync(new URL('../plugin-api.ts', import.meta.url))) {
  const { buildOrExit } = await import('./build-or-exit.mjs');
  await buildOrExit();
}

const { run } = await import('../../build/src/cli.js');
process.exitCode = await run(process.argv.slice(2));
