import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoices', (table) => {
    table.bigInteger('amount_refunded').notNullable().defaultTo(0);
  });
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('billing_invoices', 'amount_refunded'))) return;
  await knex.schema.alterTable('billing_invoices', (table) => {
    table.dropColumn('amount_refunded');
  });
}
