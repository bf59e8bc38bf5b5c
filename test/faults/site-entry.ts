import { run } from '../../src/cli.js';

// The site as a process of its own: what `koapress start` runs once everything is built.
process.exitCode = await run(process.argv.slice(2));
