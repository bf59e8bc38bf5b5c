import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_ledger_transactions', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('unit', 6).notNullable();
    table.string('op_key', 191).notNullable();
    table.string('type', 12).notNullable();
    table.bigInteger('amount').notNullable();
    table.bigInteger('balance_after').notNullable();
    table.string('action', 120).notNullable();
    table.string('description', 500).notNullable();
    table.string('reference_id', 200);
    schema.json(table, 'metadata');
    schema.reference(table, 'user_id');
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'op_key']);
    table.index(['org_id', 'unit', 'created_at', 'id']);
    table.index(['org_id', 'unit', 'type', 'created_at', 'id'], 'billing_ledger_transactions_type_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_ledger_transactions');
}
