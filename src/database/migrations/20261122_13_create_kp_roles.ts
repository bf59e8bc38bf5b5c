import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_roles', (table) => {
    schema.id(table);
    table.string('level', 12).notNullable();
    table.string('name', 60).notNullable();
    table.string('title', 191).notNullable();
    schema.json(table, 'scopes').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['level', 'name']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_roles');
}
