import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTermsTable(knex, 'agency_services');
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_services_terms');
}
