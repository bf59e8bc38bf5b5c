import type { Knex } from 'knex';

const INDEXES = {
  billing_invoices_customer_status: ['org_id', 'customer_id', 'status', 'created_at', 'id'],
  billing_invoices_customer_overdue: ['org_id', 'customer_id', 'overdue_after', 'id'],
};

/** The few of a customer that are open or overdue, without the many that are not. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoices', (table) => {
    for (const [name, columns] of Object.entries(INDEXES)) table.index(columns, name);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(INDEXES)) {
    const dropped = knex.schema.alterTable('billing_invoices', (table) => {
      table.dropIndex([], name);
    });
    // Not there, where the change ended half-way.
    await dropped.catch(() => undefined);
  }
}
