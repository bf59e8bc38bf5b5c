// `npm run bench`: builds, then measures the site against its floor on SQLite and MariaDB. See bench/README.md.
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildIfChanged, BuildFailed } = await import('./compile.mjs');
try {
  await buildIfChanged({ part: 'all' });
} catch (cause) {
  if (!(cause instanceof BuildFailed)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exit(1);
}
await import('../../build/bench/run.js');
