import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Secrets that a rotation replaced and that work until their grace ends. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_api_key_secrets', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('key_id', 12).notNullable();
    table.string('secret_hash', 64).notNullable();
    schema.instant(table, 'valid_until').notNullable();
    table.index(['key_id', 'valid_until']);
    table.index(['valid_until']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_api_key_secrets');
}
