#!/usr/bin/env node
// The `koapress` command before anything is built: the right Node, a fresh build, then `src/cli.ts`.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildOrExit } = await import('./build-or-exit.mjs');
await buildOrExit();

const { run } = await import('../../build/src/cli.js');
process.exitCode = await run(process.argv.slice(2));
