import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_webhook_attempts', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'delivery_id').notNullable();
    table.integer('number').unsigned().notNullable();
    schema.instant(table, 'started_at').notNullable();
    table.integer('milliseconds').unsigned().notNullable();
    table.integer('status').unsigned();
    table.string('error', 500);
    schema.json(table, 'response_headers');
    table.text('response_body');
    table.index(['org_id', 'delivery_id', 'id']);
    table.index(['delivery_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_webhook_attempts');
}
