import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { databases } from '../support/databases.js';
import { connect } from './notes.js';

const run = promisify(execFile);
/** Where `knexfile.ts` lies; this file runs from `build/test/database`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLI = join(dirname(createRequire(import.meta.url).resolve('knex/package.json')), 'bin', 'cli.js');

for (const database of databases) {
  test(`${database.engine}: the plain knex command and the site run the same migrations`, async (t) => {
    const place = await database.open();
    t.teardown(() => place.drop());
    const { DATABASE_URL: _, ...env } = process.env;
    const knex = async (command: string) => {
      const site = { ...env, DATA_DIR: place.dataDir, ...(place.url && { DATABASE_URL: place.url }) };
      return (
        await run(process.execPath, [CLI, command, '--knexfile', 'knexfile.ts'], { env: site, cwd: ROOT })
      ).stdout;
    };
    t.regex(
      await knex('migrate:status'),
      /No Completed Migration.*Found \d+ Pending.*20261122_01_create_kp_locks\s/s,
    );
    t.regex(await knex('migrate:latest'), /Batch 1 run: \d+ migrations/);
    t.regex(await knex('migrate:status'), /No Pending Migration/);

    const db = await connect(place);
    t.teardown(() => db.close());
    t.deepEqual(await db.migrateHost(), []);
    t.deepEqual((await db.migrator.hostStatus()).pending, []);
    t.regex(await knex('migrate:down'), /rolled back/);
    t.is((await db.migrateHost()).length, 1);
    t.regex(await knex('migrate:status'), /No Pending Migration/);
  });
}
