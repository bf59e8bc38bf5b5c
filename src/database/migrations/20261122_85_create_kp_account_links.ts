import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Links that open an account once: of an invitation, or to give a new password. Only their hash is kept. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_account_links', (table) => {
    schema.id(table);
    table.string('token_hash', 64).notNullable().unique();
    schema.reference(table, 'user_id').notNullable();
    table.string('purpose', 20).notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'expires_at').notNullable();
    table.index(['user_id', 'purpose']);
    table.index(['expires_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_account_links');
}
