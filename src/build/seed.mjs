// `npm run seed`: fills the site's database with a believable agency.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { needNode24 } from './node24.mjs';

await needNode24();

const { buildIfChanged, BuildFailed, ROOT } = await import('./compile.mjs');
try {
  await buildIfChanged();
} catch (cause) {
  if (!(cause instanceof BuildFailed)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exit(1);
}

const knex = path.join(
  path.dirname(createRequire(import.meta.url).resolve('knex/package.json')),
  'bin',
  'cli.js',
);
const child = spawn(process.execPath, [knex, 'seed:run', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
child.on('exit', (code) => process.exit(code ?? 1));
