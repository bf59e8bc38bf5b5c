import type { Knex } from 'knex';

const INDEX = 'agency_replies_for_clients';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_replies', (table) => {
    table.index(['org_id', 'ticket_id', 'internal', 'created_at', 'id'], INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_replies', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
