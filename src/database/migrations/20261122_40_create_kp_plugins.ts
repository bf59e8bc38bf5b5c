import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** What the site knows of each plugin that was ever switched on. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_plugins', (table) => {
    table.string('name', 60).notNullable().primary();
    table.string('status', 20).notNullable();
    table.string('version', 60);
    // Read when its code cannot be: what it requires must not be switched off under it.
    schema.json(table, 'requires').notNullable();
    // Migrations of the try in progress.
    schema.json(table, 'migrations').notNullable();
    // Every organisation up to this id has been prepared.
    table.bigInteger('prepared_org').unsigned().notNullable().defaultTo(0);
    table.text('error');
    schema.instant(table, 'since').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_plugins');
}
