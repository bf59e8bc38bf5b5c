import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_form_versions', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'form_id').notNullable();
    table.integer('version').unsigned().notNullable();
    schema.json(table, 'schema').notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'form_id', 'version'], { indexName: 'agency_form_versions_one' });
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_form_versions');
}
