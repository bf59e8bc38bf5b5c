import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_clients', (table) => {
    // The customer's id, so that integer and public ids are one on every surface.
    schema.reference(table, 'id').primary();
    schema.orgId(table);
    table.string('name_key', 64).notNullable();
    table.string('phone', 50);
    table.string('website', 500);
    table.string('status', 10).notNullable();
    table.integer('rounding_minutes').unsigned().notNullable();
    table.string('rounding_mode', 10).notNullable();
    table.bigInteger('hourly_rate').unsigned();
    table.text('notes', 'longtext');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_clients_by_created');
    table.index(['org_id', 'status', 'created_at', 'id'], 'agency_clients_by_status');
    table.index(['org_id', 'name_key', 'id'], 'agency_clients_by_name');
    table.index(['org_id', 'status', 'name_key', 'id'], 'agency_clients_by_status_name');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_clients');
}
