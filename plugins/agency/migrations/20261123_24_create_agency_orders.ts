import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_orders', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'client_id').notNullable();
    schema.reference(table, 'service_id').notNullable();
    schema.reference(table, 'assignee_id');
    schema.reference(table, 'workflow_id');
    schema.reference(table, 'stage_id');
    schema.reference(table, 'project_id');
    table.integer('quantity').unsigned().notNullable();
    table.bigInteger('price').unsigned().notNullable();
    table.string('currency', 3).notNullable();
    table.string('status', 20).notNullable();
    schema.day(table, 'due_date');
    table.text('notes', 'longtext');
    schema.json(table, 'intake').notNullable();
    table.string('invoice_id', 36);
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_orders_by_created');
    table.index(['org_id', 'status', 'created_at', 'id'], 'agency_orders_by_status');
    table.index(['org_id', 'client_id', 'created_at', 'id'], 'agency_orders_by_client');
    table.index(['org_id', 'service_id', 'created_at', 'id'], 'agency_orders_by_service');
    table.index(['org_id', 'assignee_id', 'created_at', 'id'], 'agency_orders_by_assignee');
    table.index(['org_id', 'workflow_id', 'stage_id'], 'agency_orders_by_stage');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_orders');
}
