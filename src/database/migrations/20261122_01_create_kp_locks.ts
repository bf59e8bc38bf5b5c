import type { Knex } from 'knex';
import { LOCKS, locksTable } from '../own-tables.js';

/** Usually there already: the migrations themselves run under a lock of this table. */
export async function up(knex: Knex): Promise<void> {
  await locksTable(knex);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists(LOCKS);
}
