import type { Knex } from 'knex';

const NAME = 'billing_invoice_mails_by_instant';

/** For how many were sent by hand lately. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoice_mails', (table) => {
    table.index(['org_id', 'occasion', 'created_at'], NAME);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('billing_invoice_mails', (table) => {
    table.dropIndex([], NAME);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
