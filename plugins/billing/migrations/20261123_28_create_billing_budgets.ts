import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_budgets', (table) => {
    schema.id(table);
    schema.orgId(table).unique();
    table.bigInteger('monthly_budget').unsigned();
    schema.json(table, 'alerts').notNullable();
    table.boolean('stop').notNullable();
    schema.instant(table, 'updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_budgets');
}
