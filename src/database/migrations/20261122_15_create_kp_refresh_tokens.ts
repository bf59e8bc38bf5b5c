import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_refresh_tokens', (table) => {
    schema.id(table);
    schema.reference(table, 'session_id').notNullable();
    table.string('token_hash', 64).notNullable().unique();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'expires_at').notNullable();
    schema.instant(table, 'used_at');
    table.index(['session_id']);
    table.index(['expires_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_refresh_tokens');
}
