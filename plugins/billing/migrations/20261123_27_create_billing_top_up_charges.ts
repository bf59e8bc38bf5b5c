import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_top_up_charges', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('unit', 6).notNullable();
    schema.reference(table, 'order_id').notNullable().unique();
    schema.reference(table, 'charge_id').notNullable();
    table.bigInteger('amount').unsigned().notNullable();
    table.string('month', 7).notNullable();
    table.string('status', 9).notNullable();
    // One at a time: there is one row with it while a charge is under way.
    table.string('live_key', 40).unique();
    table.string('failure', 191);
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'ended_at');
    table.index(['org_id', 'unit', 'month', 'status']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_top_up_charges');
}
