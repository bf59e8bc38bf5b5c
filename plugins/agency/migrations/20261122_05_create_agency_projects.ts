import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_projects', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'client_id').notNullable();
    schema.reference(table, 'workflow_id').notNullable();
    table.string('name', 200).notNullable();
    table.string('name_key', 64).notNullable();
    table.text('description', 'longtext');
    table.string('status', 10).notNullable();
    schema.day(table, 'start_date');
    schema.day(table, 'due_date');
    table.integer('budget_minutes').unsigned();
    table.bigInteger('budget_amount').unsigned();
    table.bigInteger('hourly_rate').unsigned();
    table.boolean('billable').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_projects_by_created');
    table.index(['org_id', 'client_id', 'created_at', 'id'], 'agency_projects_by_client');
    table.index(['org_id', 'status', 'created_at', 'id'], 'agency_projects_by_status');
    table.index(['org_id', 'workflow_id'], 'agency_projects_by_workflow');
    table.index(['org_id', 'name_key', 'id'], 'agency_projects_by_name');
    table.index(['org_id', 'due_date', 'id'], 'agency_projects_by_due');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_projects');
}
