import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_top_ups', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('unit', 6).notNullable();
    table.boolean('enabled').notNullable();
    table.bigInteger('threshold').unsigned().notNullable();
    // What of the threshold the wallet knows: nothing while no top-up may be made.
    table.bigInteger('armed').unsigned().notNullable();
    schema.reference(table, 'package_id');
    table.bigInteger('amount').unsigned();
    table.integer('monthly_cap').unsigned().notNullable();
    table.string('payment_method_id', 191);
    table.integer('declines').unsigned().notNullable();
    schema.instant(table, 'stopped_at');
    schema.instant(table, 'paused_until');
    table.string('capped_month', 7);
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'unit']);
    table.index(['paused_until', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_top_ups');
}
