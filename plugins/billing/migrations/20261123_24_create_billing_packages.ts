import { type Knex, schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_packages', (table) => {
    schema.id(table);
    schema.publicId(table);
    // The operator's.
    schema.orgId(table);
    table.string('slug', 60).notNullable();
    table.string('name', 200).notNullable();
    table.string('unit', 6).notNullable();
    table.bigInteger('amount').unsigned().notNullable();
    table.bigInteger('price').unsigned().notNullable();
    table.string('currency', 3).notNullable();
    table.boolean('active').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'slug']);
    table.index(['org_id', 'unit', 'price', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_packages');
}
