import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_subscription_periods', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'subscription_id').notNullable();
    schema.day(table, 'period_start').notNullable();
    // Nought: the period as it began. One more with each part that changes give back and charge.
    table.integer('revision').notNullable();
    schema.day(table, 'period_end').notNullable();
    // The first day that is billed or credited by it.
    schema.day(table, 'billed_from').notNullable();
    schema.reference(table, 'plan_id').notNullable();
    table.integer('quantity').notNullable();
    table.bigInteger('net').notNullable();
    table.bigInteger('credit_used').notNullable();
    schema.reference(table, 'invoice_id');
    table.boolean('settled').notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['subscription_id', 'period_start', 'revision'], {
      indexName: 'billing_subscription_periods_once',
    });
    table.index(['org_id', 'subscription_id', 'settled', 'id'], 'billing_subscription_periods_unpaid');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_subscription_periods');
}
