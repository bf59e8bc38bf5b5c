import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_forms', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('name', 200).notNullable();
    schema.json(table, 'schema').notNullable();
    table.integer('version').unsigned().notNullable();
    table.string('target', 10).notNullable();
    schema.json(table, 'mapping').notNullable();
    table.boolean('active').notNullable();
    table.string('success_message', 2000);
    table.string('honeypot', 100);
    table.bigInteger('spam_count').unsigned().notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_forms_by_created');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_forms');
}
