import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('billing_customers', (table) => {
    table.string('company', 200);
  });
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('billing_customers', 'company'))) return;
  await knex.schema.alterTable('billing_customers', (table) => {
    table.dropColumn('company');
  });
}
