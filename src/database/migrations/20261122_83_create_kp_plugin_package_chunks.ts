import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Their bytes, in pieces that any server takes in one statement. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_plugin_package_chunks', (table) => {
    table.string('plugin', 40).notNullable();
    table.integer('place').unsigned().notNullable();
    schema.bytes(table, 'bytes').notNullable();
    table.primary(['plugin', 'place']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_plugin_package_chunks');
}
