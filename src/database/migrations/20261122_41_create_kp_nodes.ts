import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Processes that run the site. Times are the database's own, so that clocks of machines may differ. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_nodes', (table) => {
    table.string('id', 36).notNullable().primary();
    table.string('machine', 191).notNullable();
    table.integer('pid').unsigned().notNullable();
    table.dateTime('started_at').notNullable();
    table.dateTime('beat_at').notNullable();
    // The revision of the plugins that this process has applied, and those it could not.
    table.bigInteger('plugins_revision').unsigned().notNullable().defaultTo(0);
    schema.json(table, 'faults').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_nodes');
}
