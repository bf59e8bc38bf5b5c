// `npm run seed`: fills the site's database with a believable agency. The same as `knex seed:run` after a build.
import { needNode24 } from './node24.mjs';

await needNode24();

const { ROOT } = await import('./compile.mjs');
const { buildOrExit } = await import('./build-or-exit.mjs');
await buildOrExit();
process.chdir(ROOT);
await ensureSite();
await seed();

/** Any command makes a site that is not there yet, and shows the password that it generates. */
async function ensureSite() {
  const { run } = await import('../../build/src/cli.js');
  const { processTerminal } = await import('../../build/src/cli/terminal.js');
  const terminal = { ...processTerminal, out: () => {} };
  const code = await run(['plugin', 'list'], { folder: ROOT, env: process.env, terminal });
  if (code !== 0) process.exit(code);
}

async function seed() {
  const { default: knex } = await import('knex');
  const { default: config } = await import('../../knexfile.ts');
  const connection = knex(config);
  try {
    await connection.seed.run();
  } catch (cause) {
    process.stderr.write(`The seeds failed: ${cause.stack ?? cause}\n`);
    process.exitCode = 1;
  } finally {
    await connection.destroy();
  }
}
