import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_customers', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('name', 200).notNullable();
    table.string('name_key', 64).notNullable();
    table.string('email', 254);
    table.string('email_key', 254);
    schema.json(table, 'address');
    table.string('tax_id', 50);
    table.string('currency', 3).notNullable();
    table.string('language', 35);
    table.integer('payment_terms_days').unsigned().notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_customers');
}
