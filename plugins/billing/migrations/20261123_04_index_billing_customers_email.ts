import type { Knex } from 'knex';

const INDEX = 'billing_customers_by_email';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_customers', (table) => {
    table.index(['org_id', 'email_key', 'id'], INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_customers', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
