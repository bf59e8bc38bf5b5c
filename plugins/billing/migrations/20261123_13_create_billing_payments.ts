import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_payments', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    schema.reference(table, 'customer_id').notNullable();
    table.bigInteger('amount').notNullable();
    table.string('currency', 3).notNullable();
    table.string('method', 40).notNullable();
    table.string('status', 16).notNullable();
    schema.day(table, 'received_on').notNullable();
    table.string('reference', 200);
    table.string('operation_key', 255).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'invoice_id', 'operation_key']);
    table.index(['org_id', 'customer_id', 'created_at', 'id']);
    table.index(['org_id', 'received_on', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_payments');
}
