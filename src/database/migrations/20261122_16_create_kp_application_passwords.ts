import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_application_passwords', (table) => {
    schema.id(table);
    table.string('uuid', 36).notNullable().unique();
    schema.reference(table, 'user_id').notNullable();
    table.string('app_id', 36).notNullable();
    table.string('name', 191).notNullable();
    table.string('name_key', 191).notNullable();
    table.string('secret_hash', 64).notNullable().unique();
    schema.json(table, 'scopes');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'expires_at');
    schema.instant(table, 'last_used_at');
    table.string('last_ip', 45);
    table.unique(['user_id', 'name_key']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_application_passwords');
}
