import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_services', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('name', 200).notNullable();
    table.text('description', 'longtext');
    table.bigInteger('price').unsigned().notNullable();
    table.string('currency', 3).notNullable();
    table.integer('delivery_days').unsigned();
    table.boolean('active').notNullable();
    table.boolean('invoice_on_completion').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_services_by_created');
    table.index(['org_id', 'active', 'created_at', 'id'], 'agency_services_by_active');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_services');
}
