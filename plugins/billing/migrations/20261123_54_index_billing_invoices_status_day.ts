import type { Knex } from 'knex';

const NAME = 'billing_invoices_status_day';

/** Those of a status in a period: few of them must not be looked for among all of the period. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoices', (table) => {
    table.index(['org_id', 'status', 'issue_date', 'id'], NAME);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_invoices', (table) => {
    table.dropIndex([], NAME);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
