import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_stages', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'workflow_id').notNullable();
    table.string('name', 100).notNullable();
    table.integer('position').unsigned().notNullable();
    table.string('color', 7);
    table.boolean('is_final').notNullable();
    schema.json(table, 'allowed_next').notNullable();
    table.index(['org_id', 'workflow_id', 'position', 'id'], 'agency_stages_by_workflow');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_stages');
}
