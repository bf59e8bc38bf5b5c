import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_oauth_records', (table) => {
    table.string('hash', 64).notNullable().primary();
    table.string('kind', 40).notNullable();
    table.string('grant_hash', 64);
    table.string('uid_hash', 64);
    table.string('client_id', 40);
    table.string('account', 36);
    schema.reference(table, 'acts_in');
    schema.json(table, 'payload').notNullable();
    schema.instant(table, 'used_at');
    schema.instant(table, 'expires_at').notNullable();
    table.index(['grant_hash']);
    table.index(['uid_hash']);
    table.index(['client_id']);
    table.index(['account']);
    table.index(['expires_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_oauth_records');
}
