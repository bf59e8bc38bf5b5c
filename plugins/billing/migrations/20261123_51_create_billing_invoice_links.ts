import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_invoice_links', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'invoice_id').notNullable();
    table.string('secret_hash', 64).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'invoice_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_invoice_links');
}
