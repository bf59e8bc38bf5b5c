import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { mysqlKnexConfig } from './dialects/mysql.js';
import { SQLITE_FILE, sqliteKnexConfig } from './dialects/sqlite.js';
import { KnexMigrationSource } from './migration-folder.js';
import { KNEX_TABLE } from './migration-records.js';

export interface DatabasePlace {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

/** What `knexfile.ts` gives the plain `knex` command: the site's database and the host's migrations. */
export function knexCommandConfig({ databaseUrl, dataDir }: DatabasePlace): Knex.Config {
  return {
    ...connectionConfig(databaseUrl, dataDir),
    migrations: {
      tableName: KNEX_TABLE,
      migrationSource: new KnexMigrationSource(new URL('./migrations/', import.meta.url)),
    },
  };
}

function connectionConfig(databaseUrl: string | null, dataDir: string): Knex.Config {
  if (databaseUrl !== null) return mysqlKnexConfig(databaseUrl, undefined, 2);
  mkdirSync(dataDir, { recursive: true });
  return sqliteKnexConfig(join(dataDir, SQLITE_FILE), undefined);
}
