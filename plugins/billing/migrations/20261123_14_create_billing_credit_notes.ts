import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_credit_notes', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    schema.reference(table, 'customer_id').notNullable();
    table.string('number', 40).notNullable();
    table.string('currency', 3).notNullable();
    schema.day(table, 'issue_date').notNullable();
    table.text('reason', 'longtext');
    schema.json(table, 'customer').notNullable();
    schema.json(table, 'seller').notNullable();
    schema.json(table, 'taxes').notNullable();
    table.bigInteger('subtotal').notNullable();
    table.bigInteger('discount_total').notNullable();
    table.bigInteger('tax_total').notNullable();
    table.bigInteger('total').notNullable();
    table.string('operation_key', 255).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'number']);
    table.unique(['org_id', 'invoice_id', 'operation_key']);
    table.index(['org_id', 'customer_id', 'created_at', 'id']);
    table.index(['org_id', 'issue_date', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_credit_notes');
}
