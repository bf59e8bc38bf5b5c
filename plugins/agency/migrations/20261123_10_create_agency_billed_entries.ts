import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_billed_entries', (table) => {
    // Unique in the database, whatever the code does: no hour is on two invoices.
    table.bigInteger('time_entry_id').unsigned().primary();
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'invoice_id', 'time_entry_id'], 'agency_billed_entries_by_invoice');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_billed_entries');
}
