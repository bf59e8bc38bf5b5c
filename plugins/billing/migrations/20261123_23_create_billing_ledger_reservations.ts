import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_ledger_reservations', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('unit', 6).notNullable();
    table.string('op_key', 191).notNullable();
    table.bigInteger('amount').unsigned().notNullable();
    table.string('action', 120).notNullable();
    table.string('description', 500).notNullable();
    table.string('reference_id', 200);
    schema.json(table, 'metadata');
    schema.reference(table, 'user_id');
    table.string('status', 8).notNullable();
    schema.reference(table, 'transaction_id');
    schema.instant(table, 'expires_at').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'ended_at');
    table.unique(['org_id', 'op_key']);
    table.index(['status', 'expires_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_ledger_reservations');
}
