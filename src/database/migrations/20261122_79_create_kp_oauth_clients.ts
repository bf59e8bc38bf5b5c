import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_oauth_clients', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('client_id', 40).notNullable().unique();
    table.string('secret_hash', 64);
    table.string('name', 191).notNullable();
    schema.json(table, 'scopes').notNullable();
    schema.json(table, 'redirect_uris').notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_oauth_clients');
}
