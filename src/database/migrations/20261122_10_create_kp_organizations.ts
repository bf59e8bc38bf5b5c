import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_organizations', (table) => {
    schema.id(table);
    schema.publicId(table);
    table.string('name', 200).notNullable();
    table.string('currency', 3).notNullable();
    table.string('timezone', 64).notNullable();
    table.string('locale', 35).notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_organizations');
}
