import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_plans', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('slug', 60).notNullable();
    table.string('name', 200).notNullable();
    table.text('description');
    table.bigInteger('price').notNullable();
    table.string('currency', 3).notNullable();
    table.string('interval', 5).notNullable();
    table.integer('trial_days').notNullable();
    schema.json(table, 'limits').notNullable();
    schema.json(table, 'features').notNullable();
    table.boolean('public').notNullable();
    table.boolean('active').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'slug']);
    table.index(['org_id', 'created_at', 'id']);
    table.index(['org_id', 'price', 'id']);
    table.index(['org_id', 'active', 'created_at', 'id']);
    table.index(['org_id', 'public', 'active', 'price', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_plans');
}
