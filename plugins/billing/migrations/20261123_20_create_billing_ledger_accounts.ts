import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_ledger_accounts', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('unit', 6).notNullable();
    // Zero and more, also where a statement forgets to ask.
    table.bigInteger('balance').unsigned().notNullable();
    table.bigInteger('available').unsigned().notNullable();
    // What may be spent before a top-up is due: below zero once it is.
    table.bigInteger('headroom').notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'unit']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_ledger_accounts');
}
