import type { Knex } from 'knex';

const INDEX = 'billing_charges_by_status';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_charges', (table) => {
    table.index(['status', 'updated_at', 'id'], INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_charges', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
