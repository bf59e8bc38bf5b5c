import type { Knex } from 'knex';
import * as schema from '../schema.js';

const COLUMNS = ['description', 'is_active', 'updated_at', 'deleted_at', 'warned_days'];

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('kp_api_keys', (table) => {
    table.string('description', 1000);
    table.boolean('is_active').notNullable().defaultTo(true);
    schema.instant(table, 'updated_at');
    schema.instant(table, 'deleted_at');
    // How near the end was when its holders were last warned.
    table.integer('warned_days');
    table.index(['org_id', 'deleted_at', 'created_at', 'id'], 'kp_api_keys_list');
    table.index(['expires_at', 'id'], 'kp_api_keys_expiry');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const index of ['kp_api_keys_list', 'kp_api_keys_expiry']) {
    const dropped = knex.schema.alterTable('kp_api_keys', (table) => {
      table.dropIndex([], index);
    });
    // Not there, where the change ended half-way.
    await dropped.catch(() => undefined);
  }
  for (const column of COLUMNS) {
    if (!(await knex.schema.hasColumn('kp_api_keys', column))) continue;
    await knex.schema.alterTable('kp_api_keys', (table) => {
      table.dropColumn(column);
    });
  }
}
