import type { Knex } from 'knex';

const NAME = 'billing_provider_customers_by_customer';

/** A customer is known to each account of the provider by another name. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_provider_customers', (table) => {
    table.index(['customer_id', 'id'], NAME);
  });
  await knex.schema.alterTable('billing_provider_customers', (table) => {
    table.dropUnique(['customer_id']);
  });
}

/** Not unique again: there may be several by now. */
export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_provider_customers', (table) => {
    table.dropIndex([], NAME);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
