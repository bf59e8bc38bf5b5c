import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_provider_customers', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'customer_id').notNullable().unique();
    table.string('provider_id', 100).notNullable().unique();
    // When the default means of payment was left: an older word does not replace it.
    schema.instant(table, 'saved_at');
    schema.instant(table, 'created_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_provider_customers');
}
