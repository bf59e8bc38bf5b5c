import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_charges', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    schema.reference(table, 'customer_id').notNullable();
    table.string('kind', 10).notNullable();
    table.string('operation_key', 150).notNullable();
    table.bigInteger('amount').notNullable();
    table.string('currency', 3).notNullable();
    table.string('status', 20).notNullable();
    table.string('failure', 100);
    table.boolean('save').notNullable();
    table.string('payment_method_id', 100);
    table.string('provider_intent', 100).unique();
    table.string('provider_session', 100).unique();
    // The provider is asked from then on, with nothing changed any more.
    schema.instant(table, 'placed_at');
    // How often what the provider says was written down: only who has read after the last time may write.
    table.integer('version').notNullable();
    table.boolean('told').notNullable();
    schema.reference(table, 'payment_id');
    table.bigInteger('amount_booked').notNullable();
    table.bigInteger('amount_surplus').notNullable();
    table.bigInteger('amount_refunded').notNullable();
    table.string('reversal', 10);
    // When to ask the provider unless it has told by itself.
    schema.instant(table, 'look_at');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'operation_key']);
    table.index(['org_id', 'invoice_id', 'id']);
    table.index(['look_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_charges');
}
