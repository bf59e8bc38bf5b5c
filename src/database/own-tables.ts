import type { Knex } from 'knex';
import { createTable, json } from './schema.js';

/** The two tables that must be there before the first migration runs; making them twice does no harm. */
export const LOCKS = 'kp_locks';
export const MIGRATION_FILES = 'kp_migration_files';

/** Site-wide locks. `expires_at` in milliseconds since 1970; 0: free. */
export async function locksTable(knex: Knex): Promise<void> {
  await unlessThere(knex, LOCKS, (table) => {
    table.string('name', 100).notNullable().primary();
    table.string('owner', 36).notNullable();
    table.bigInteger('fence').unsigned().notNullable();
    table.bigInteger('expires_at').unsigned().notNullable();
  });
}

/** Each migration file that was begun, with the tables that were there before it: those its undoing must spare. */
export async function migrationFilesTable(knex: Knex): Promise<void> {
  await unlessThere(knex, MIGRATION_FILES, (table) => {
    table.string('owner', 64).notNullable();
    table.string('name', 190).notNullable();
    table.boolean('finished').notNullable().defaultTo(false);
    json(table, 'tables_before').notNullable();
    table.primary(['owner', 'name']);
  });
}

/** Two processes may start at once: the one that comes second finds the table made meanwhile. */
async function unlessThere(
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  if (await knex.schema.hasTable(name)) return;
  try {
    await createTable(knex, name, columns);
  } catch (error) {
    if (!(await knex.schema.hasTable(name))) throw error;
  }
}
