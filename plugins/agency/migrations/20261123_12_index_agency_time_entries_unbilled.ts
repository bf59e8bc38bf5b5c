import type { Knex } from 'knex';

const INDEX = 'agency_time_entries_unbilled_of_project';

/** What is unbilled of a project is found without the years that are. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_time_entries', (table) => {
    table.index(['org_id', 'project_id', 'invoice_id', 'date', 'id'], INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_time_entries', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
