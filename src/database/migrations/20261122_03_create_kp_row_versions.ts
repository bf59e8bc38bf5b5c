import type { Knex } from 'knex';
import { createTable, orgId } from '../schema.js';

/** One number an organisation and table, newer after every transaction that changed rows: totals belong to it. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'kp_row_versions', (table) => {
    orgId(table);
    table.string('table_name', 64).notNullable();
    table.bigInteger('version').unsigned().notNullable().defaultTo(0);
    table.primary(['org_id', 'table_name']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_row_versions');
}
