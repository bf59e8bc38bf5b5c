import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_budget_costs', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('op_key', 191).notNullable();
    table.bigInteger('amount').unsigned().notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'op_key']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_budget_costs');
}
