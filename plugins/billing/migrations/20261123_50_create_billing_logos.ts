import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_logos', (table) => {
    schema.id(table);
    schema.orgId(table);
    // Null: none any more, or one that could not be had.
    table.string('type', 20);
    schema.bytes(table, 'bytes');
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_logos');
}
