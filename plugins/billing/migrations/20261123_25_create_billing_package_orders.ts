import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_package_orders', (table) => {
    schema.id(table);
    schema.publicId(table);
    // The buyer's.
    schema.orgId(table);
    table.string('op_key', 191).notNullable();
    table.string('unit', 6).notNullable();
    table.bigInteger('amount').unsigned().notNullable();
    table.string('name', 200).notNullable();
    schema.reference(table, 'package_id');
    table.bigInteger('price').unsigned().notNullable();
    table.string('currency', 3).notNullable();
    // The operator's; null only until the transaction that makes the order ends.
    schema.reference(table, 'invoice_id');
    table.bigInteger('booked').unsigned().notNullable();
    table.integer('revision').unsigned().notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'op_key']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_package_orders');
}
