import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_sessions', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.reference(table, 'user_id').notNullable();
    table.string('kind', 8).notNullable();
    table.string('token_hash', 64).notNullable().unique();
    table.string('address', 45);
    table.string('user_agent', 255);
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'expires_at').notNullable();
    table.index(['user_id', 'id']);
    table.index(['expires_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_sessions');
}
