import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_series', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('kind', 20).notNullable();
    // The number that was taken last.
    table.integer('last').unsigned().notNullable();
    table.unique(['org_id', 'kind']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_series');
}
