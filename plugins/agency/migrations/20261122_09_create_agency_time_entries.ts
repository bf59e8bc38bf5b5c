import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_time_entries', (table) => {
    schema.id(table);
    schema.orgId(table);
    // The project's client, which stays while time is kept on the project.
    schema.reference(table, 'client_id').notNullable();
    schema.reference(table, 'project_id').notNullable();
    schema.reference(table, 'task_id');
    schema.reference(table, 'user_id').notNullable();
    // The user while the timer runs, then null: so the database allows one running timer per user.
    schema.reference(table, 'running_user_id');
    schema.day(table, 'date').notNullable();
    schema.instant(table, 'started_at');
    schema.instant(table, 'ended_at');
    table.integer('minutes').unsigned();
    table.integer('rounded_minutes').unsigned();
    table.boolean('billable').notNullable();
    table.bigInteger('hourly_rate').unsigned();
    table.text('description', 'longtext');
    schema.reference(table, 'invoice_id');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'running_user_id'], { indexName: 'agency_time_entries_running' });
    table.index(['org_id', 'date', 'id'], 'agency_time_entries_by_date');
    table.index(['org_id', 'created_at', 'id'], 'agency_time_entries_by_created');
    table.index(['org_id', 'project_id', 'date', 'id'], 'agency_time_entries_by_project');
    table.index(['org_id', 'task_id', 'date', 'id'], 'agency_time_entries_by_task');
    table.index(['org_id', 'user_id', 'date', 'id'], 'agency_time_entries_by_user');
    table.index(['org_id', 'billable', 'date', 'id'], 'agency_time_entries_by_billable');
    table.index(
      ['org_id', 'invoice_id', 'billable', 'running_user_id', 'date', 'id'],
      'agency_time_entries_unbilled',
    );
    table.index(['org_id', 'client_id', 'invoice_id', 'date', 'id'], 'agency_time_entries_by_client');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_time_entries');
}
