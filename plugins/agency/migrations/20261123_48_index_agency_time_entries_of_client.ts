import type { Knex } from 'knex';

const INDEX = 'agency_time_entries_of_client';

/** All time of a client by its days, billed or not. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_time_entries', (table) => {
    table.index(['org_id', 'client_id', 'date', 'id'], INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_time_entries', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
