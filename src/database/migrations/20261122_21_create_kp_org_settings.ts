import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_org_settings', (table) => {
    schema.orgId(table).primary();
    schema.json(table, 'settings').notNullable();
    schema.instant(table, 'updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_org_settings');
}
