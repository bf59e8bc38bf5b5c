import type { Knex } from 'knex';

const NAME = 'billing_invoices_by_due_day';

/** For the reminders of all organisations. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoices', (table) => {
    table.index(['status', 'due_date', 'id'], NAME);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_invoices', (table) => {
    table.dropIndex([], NAME);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
