import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_webhook_deliveries', (table) => {
    schema.id(table);
    // The webhook-id of all its attempts.
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'endpoint_id').notNullable();
    table.string('event', 120).notNullable();
    // As it is sent, byte by byte.
    table.text('payload', 'longtext').notNullable();
    table.string('status', 16).notNullable();
    table.integer('attempts').unsigned().notNullable();
    table.integer('last_status').unsigned();
    table.string('last_error', 500);
    schema.instant(table, 'created_at').notNullable();
    // When it was last put in line: made, or replayed.
    schema.instant(table, 'queued_at').notNullable();
    schema.instant(table, 'ended_at');
    table.index(['org_id', 'endpoint_id', 'created_at', 'id'], 'kp_webhook_deliveries_all');
    table.index(['org_id', 'endpoint_id', 'status', 'created_at', 'id'], 'kp_webhook_deliveries_status');
    table.index(['org_id', 'endpoint_id', 'event', 'created_at', 'id'], 'kp_webhook_deliveries_event');
    table.index(['created_at', 'id'], 'kp_webhook_deliveries_age');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_webhook_deliveries');
}
