import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_form_submissions', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'form_id').notNullable();
    table.integer('version').unsigned().notNullable();
    schema.json(table, 'data').notNullable();
    table.string('target_type', 10);
    table.string('target_public_id', 36);
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'form_id', 'created_at', 'id'], 'agency_form_submissions_by_form');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_form_submissions');
}
