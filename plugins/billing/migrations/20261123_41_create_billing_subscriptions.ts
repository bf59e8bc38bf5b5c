import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_subscriptions', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'customer_id').notNullable();
    schema.reference(table, 'plan_id').notNullable();
    table.integer('quantity').notNullable();
    table.string('status', 16).notNullable();
    schema.day(table, 'start_date').notNullable();
    schema.day(table, 'trial_end');
    // The first day that is billed: later periods keep its day of the month.
    schema.day(table, 'anchor').notNullable();
    schema.day(table, 'current_period_start').notNullable();
    schema.day(table, 'current_period_end').notNullable();
    table.boolean('cancel_at_period_end').notNullable();
    schema.instant(table, 'cancelled_at');
    table.bigInteger('credit').notNullable();
    schema.day(table, 'past_due_since');
    table.integer('retries').notNullable();
    schema.day(table, 'collect_on');
    schema.day(table, 'remind_on');
    // When something is to happen next by the calendar; a day that never comes when nothing is.
    schema.day(table, 'due_on').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id']);
    table.index(['org_id', 'customer_id', 'created_at', 'id']);
    table.index(['org_id', 'status', 'created_at', 'id']);
    table.index(['org_id', 'plan_id', 'status']);
    // For what goes through all organisations by the calendar.
    table.index(['due_on', 'org_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_subscriptions');
}
