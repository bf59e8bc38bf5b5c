import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** What commands ask the running site to do with a plugin, and how it went. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_plugin_requests', (table) => {
    schema.id(table);
    table.string('action', 20).notNullable();
    table.string('plugin', 191).notNullable();
    schema.json(table, 'actor').notNullable();
    table.string('status', 20).notNullable();
    table.string('node_id', 36);
    schema.json(table, 'outcome');
    schema.instant(table, 'created_at').notNullable();
    table.index(['status']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_plugin_requests');
}
