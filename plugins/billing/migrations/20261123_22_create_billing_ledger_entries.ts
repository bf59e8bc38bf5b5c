import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_ledger_entries', (table) => {
    schema.reference(table, 'transaction_id').notNullable();
    schema.orgId(table);
    table.string('account', 8).notNullable();
    table.bigInteger('amount').notNullable();
    table.primary(['transaction_id', 'account']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_ledger_entries');
}
