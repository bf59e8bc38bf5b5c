import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_report_files', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'report_id').notNullable();
    schema.bytes(table, 'bytes').notNullable();
    table.unique(['org_id', 'report_id'], { indexName: 'agency_report_files_one' });
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_report_files');
}
