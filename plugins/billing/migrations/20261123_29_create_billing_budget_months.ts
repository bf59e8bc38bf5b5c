import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_budget_months', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('month', 7).notNullable();
    table.bigInteger('spent').unsigned().notNullable();
    table.unique(['org_id', 'month']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_budget_months');
}
