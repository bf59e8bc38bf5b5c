import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_webhook_endpoints', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('url', 2000).notNullable();
    table.string('description', 500);
    schema.json(table, 'events').notNullable();
    table.string('status', 16).notNullable();
    table.string('paused_reason', 16);
    schema.instant(table, 'paused_at');
    // Since when everything has failed, and how many deliveries have been given up since then.
    schema.instant(table, 'failing_since');
    table.integer('given_up').unsigned().notNullable();
    schema.instant(table, 'previous_secret_until');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_webhook_endpoints');
}
