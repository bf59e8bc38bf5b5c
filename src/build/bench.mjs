// `npm run bench`: builds, then measures the site against its floor on SQLite and MariaDB. See bench/README.md.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildOrExit } = await import('./build-or-exit.mjs');
await buildOrExit('all');
await import('../../build/bench/run.js');
