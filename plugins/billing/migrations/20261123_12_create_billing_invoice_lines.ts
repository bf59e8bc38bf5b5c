import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_invoice_lines', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    table.integer('position').unsigned().notNullable();
    table.string('description', 1000).notNullable();
    // Thousandths.
    table.bigInteger('quantity').notNullable();
    table.bigInteger('unit_price').notNullable();
    // Parts per million.
    table.integer('discount').unsigned().notNullable();
    table.integer('tax_rate').unsigned().notNullable();
    table.bigInteger('subtotal').notNullable();
    table.bigInteger('discount_amount').notNullable();
    table.bigInteger('tax_amount').notNullable();
    table.bigInteger('total').notNullable();
    table.index(['org_id', 'invoice_id', 'position']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_invoice_lines');
}
