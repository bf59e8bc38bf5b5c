import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_member_rates', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'user_id').notNullable();
    table.bigInteger('hourly_rate').unsigned().notNullable();
    table.string('currency', 3).notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['org_id', 'user_id'], { indexName: 'agency_member_rates_user' });
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_member_rates');
}
