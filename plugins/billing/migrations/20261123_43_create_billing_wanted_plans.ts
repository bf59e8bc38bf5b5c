import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_wanted_plans', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'subscription_id').notNullable();
    schema.reference(table, 'customer_id').notNullable();
    schema.reference(table, 'plan_id').notNullable();
    // Whoever has left no means of payment by then asks again.
    schema.instant(table, 'until').notNullable();
    table.unique(['subscription_id']);
    table.index(['org_id', 'customer_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_wanted_plans');
}
