import type { Knex } from 'knex';

const INDEX = 'agency_time_entries_sums';

/** Has all that is added up: a report over a million entries reads no row. */
const COLUMNS = [
  'org_id',
  'date',
  'running_user_id',
  'project_id',
  'user_id',
  'billable',
  'minutes',
  'rounded_minutes',
];

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_time_entries', (table) => {
    table.index(COLUMNS, INDEX);
  });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_time_entries', (table) => {
    table.dropIndex([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
}
