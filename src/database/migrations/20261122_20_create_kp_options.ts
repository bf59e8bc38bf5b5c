import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_options', (table) => {
    table.string('name', 191).notNullable().primary();
    schema.json(table, 'value').notNullable();
    table.boolean('secret').notNullable();
    schema.instant(table, 'updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_options');
}
