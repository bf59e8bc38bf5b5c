import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** A number for each topic that processes keep in memory; it grows in the transaction of each change. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_revisions', (table) => {
    table.string('topic', 60).notNullable().primary();
    table.bigInteger('revision').unsigned().notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_revisions');
}
