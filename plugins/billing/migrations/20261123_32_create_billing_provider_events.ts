import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_provider_events', (table) => {
    schema.id(table);
    table.string('event_id', 100).notNullable().unique();
    table.string('type', 100).notNullable();
    // What it is about, and nothing else of it: the rest is read at the provider.
    table.string('intent_id', 100);
    table.string('session_id', 100);
    table.string('status', 10).notNullable();
    schema.instant(table, 'happened_at').notNullable();
    schema.instant(table, 'received_at').notNullable();
    schema.instant(table, 'applied_at');
    table.index(['received_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_provider_events');
}
