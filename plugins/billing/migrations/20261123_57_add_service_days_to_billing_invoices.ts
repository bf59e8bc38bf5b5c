import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_invoices', (table) => {
    schema.day(table, 'service_from');
    schema.day(table, 'service_to');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const column of ['service_from', 'service_to']) {
    if (!(await knex.schema.hasColumn('billing_invoices', column))) continue;
    await knex.schema.alterTable('billing_invoices', (table) => {
      table.dropColumn(column);
    });
  }
}
