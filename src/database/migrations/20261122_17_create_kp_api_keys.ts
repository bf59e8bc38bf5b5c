import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_api_keys', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'user_id');
    table.string('surface', 16).notNullable();
    table.string('key_id', 12).notNullable().unique();
    table.string('secret_hash', 64).notNullable();
    table.string('hint', 4).notNullable();
    table.string('name', 191).notNullable();
    schema.json(table, 'scopes').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'expires_at');
    schema.instant(table, 'revoked_at');
    schema.instant(table, 'last_used_at');
    table.string('last_ip', 45);
    table.index(['org_id', 'created_at', 'id']);
    table.index(['user_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_api_keys');
}
