import type { Knex } from 'knex';

const NAME = 'billing_provider_events_by_status';

/** For those that nothing came of yet. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_provider_events', (table) => {
    table.index(['status', 'id'], NAME);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_provider_events', (table) => {
    table.dropIndex([], NAME);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
