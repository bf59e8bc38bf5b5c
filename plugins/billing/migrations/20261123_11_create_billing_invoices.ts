import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_invoices', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'customer_id').notNullable();
    table.string('status', 16).notNullable();
    table.string('number', 40);
    table.string('currency', 3).notNullable();
    schema.day(table, 'issue_date');
    schema.day(table, 'due_date');
    // The due date while it is open, else a day that never passes.
    schema.day(table, 'overdue_after').notNullable();
    table.text('notes', 'longtext');
    table.string('source_kind', 60);
    schema.reference(table, 'source_id');
    schema.json(table, 'customer');
    schema.json(table, 'seller');
    schema.json(table, 'taxes').notNullable();
    table.bigInteger('subtotal').notNullable();
    table.bigInteger('discount_total').notNullable();
    table.bigInteger('tax_total').notNullable();
    table.bigInteger('total').notNullable();
    table.bigInteger('amount_paid').notNullable();
    table.bigInteger('amount_credited').notNullable();
    table.bigInteger('amount_due').notNullable();
    schema.instant(table, 'finalized_at');
    schema.instant(table, 'paid_at');
    schema.instant(table, 'voided_at');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'number']);
    table.unique(['org_id', 'source_kind', 'source_id']);
    table.index(['org_id', 'created_at', 'id']);
    table.index(['org_id', 'customer_id', 'created_at', 'id']);
    table.index(['org_id', 'customer_id', 'issue_date', 'id']);
    table.index(['org_id', 'status', 'created_at', 'id']);
    table.index(['org_id', 'currency', 'created_at', 'id']);
    table.index(['org_id', 'issue_date', 'id']);
    table.index(['org_id', 'due_date', 'id']);
    table.index(['org_id', 'overdue_after', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_invoices');
}
