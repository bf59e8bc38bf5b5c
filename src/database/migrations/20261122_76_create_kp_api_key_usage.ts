import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Requests of a key, a row a day. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_api_key_usage', (table) => {
    schema.id(table);
    schema.orgId(table);
    // The key's public id.
    table.string('api_key', 36).notNullable();
    schema.day(table, 'day').notNullable();
    table.bigInteger('requests').unsigned().notNullable();
    table.bigInteger('errors').unsigned().notNullable();
    schema.instant(table, 'last_used_at').notNullable();
    table.unique(['org_id', 'api_key', 'day']);
    table.index(['org_id', 'api_key', 'day', 'id'], 'kp_api_key_usage_list');
    table.index(['day']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_api_key_usage');
}
