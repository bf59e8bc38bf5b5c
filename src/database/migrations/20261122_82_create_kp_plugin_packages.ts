import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Plugins that were installed as packages. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_plugin_packages', (table) => {
    table.string('name', 40).primary();
    table.string('version', 64).notNullable();
    table.string('sha256', 64).notNullable();
    table.integer('size').unsigned().notNullable();
    schema.instant(table, 'created_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_plugin_packages');
}
