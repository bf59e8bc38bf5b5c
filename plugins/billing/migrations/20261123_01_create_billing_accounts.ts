import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_accounts', (table) => {
    schema.id(table);
    schema.publicId(table);
    // The operator's.
    schema.orgId(table);
    // The buyer's organisation.
    schema.reference(table, 'buyer_org_id').notNullable().unique();
    schema.reference(table, 'customer_id').notNullable().unique();
    schema.instant(table, 'created_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_accounts');
}
