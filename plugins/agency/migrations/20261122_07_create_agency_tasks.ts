import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_tasks', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'project_id').notNullable();
    schema.reference(table, 'stage_id').notNullable();
    schema.reference(table, 'assignee_id');
    table.string('title', 200).notNullable();
    table.text('description', 'longtext');
    table.string('priority', 10).notNullable();
    table.string('status', 10).notNullable();
    schema.day(table, 'due_date');
    table.integer('estimate_minutes').unsigned();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_tasks_by_created');
    table.index(['org_id', 'project_id', 'created_at', 'id'], 'agency_tasks_by_project');
    table.index(['org_id', 'stage_id', 'created_at', 'id'], 'agency_tasks_by_stage');
    table.index(['org_id', 'assignee_id', 'created_at', 'id'], 'agency_tasks_by_assignee');
    table.index(['org_id', 'priority', 'created_at', 'id'], 'agency_tasks_by_priority');
    table.index(['org_id', 'status', 'created_at', 'id'], 'agency_tasks_by_status');
    table.index(['org_id', 'due_date', 'id'], 'agency_tasks_by_due');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_tasks');
}
