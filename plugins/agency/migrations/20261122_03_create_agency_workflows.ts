import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_workflows', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('name', 200).notNullable();
    table.text('description', 'longtext');
    table.string('applies_to', 10).notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_workflows_by_created');
    table.index(['org_id', 'applies_to', 'created_at', 'id'], 'agency_workflows_by_subject');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_workflows');
}
