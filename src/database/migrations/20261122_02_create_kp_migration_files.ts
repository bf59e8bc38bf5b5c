import type { Knex } from 'knex';
import { MIGRATION_FILES, migrationFilesTable } from '../own-tables.js';

/** Usually there already: this migration too is noted in it. */
export async function up(knex: Knex): Promise<void> {
  await migrationFilesTable(knex);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists(MIGRATION_FILES);
}
