import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Which packages a process has on its machine, and which it cannot use. */
export async function up(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('kp_nodes', 'packages')) return;
  await knex.schema.alterTable('kp_nodes', (table) => {
    schema.json(table, 'packages');
  });
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('kp_nodes', 'packages'))) return;
  await knex.schema.alterTable('kp_nodes', (table) => {
    table.dropColumn('packages');
  });
}
