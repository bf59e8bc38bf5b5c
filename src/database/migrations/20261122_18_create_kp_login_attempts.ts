import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_login_attempts', (table) => {
    table.string('subject', 64).notNullable().primary();
    table.integer('attempts').notNullable();
    schema.instant(table, 'expires_at').notNullable();
    table.index(['expires_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_login_attempts');
}
