import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_tickets', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'client_id');
    schema.reference(table, 'assignee_id');
    table.string('requester_email', 254);
    table.string('subject', 200).notNullable();
    table.text('message', 'longtext').notNullable();
    table.string('priority', 10).notNullable();
    table.string('status', 10).notNullable();
    table.string('source', 10).notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_tickets_by_created');
    table.index(['org_id', 'updated_at', 'id'], 'agency_tickets_by_updated');
    table.index(['org_id', 'status', 'created_at', 'id'], 'agency_tickets_by_status');
    table.index(['org_id', 'priority', 'created_at', 'id'], 'agency_tickets_by_priority');
    table.index(['org_id', 'client_id', 'created_at', 'id'], 'agency_tickets_by_client');
    table.index(['org_id', 'assignee_id', 'created_at', 'id'], 'agency_tickets_by_assignee');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_tickets');
}
