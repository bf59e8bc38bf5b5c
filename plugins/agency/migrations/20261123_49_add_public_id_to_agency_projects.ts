import type { Knex } from 'knex';
import { newPublicId } from '#host';

const INDEX = 'agency_projects_public_id';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_projects', (table) => {
    table.string('public_id', 36);
    table.unique(['public_id'], { indexName: INDEX });
  });
  for (const { id } of await knex('agency_projects').select('id'))
    await knex('agency_projects').where({ id }).update({ public_id: newPublicId() });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_projects', (table) => {
    table.dropUnique([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
  if (!(await knex.schema.hasColumn('agency_projects', 'public_id'))) return;
  await knex.schema.alterTable('agency_projects', (table) => {
    table.dropColumn('public_id');
  });
}
