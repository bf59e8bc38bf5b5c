import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Attempts that did not end well, and why. They go with their job. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_job_attempts', (table) => {
    schema.id(table);
    schema.reference(table, 'job_id').notNullable();
    table.integer('attempt').unsigned().notNullable();
    table.string('outcome', 10).notNullable();
    table.text('reason').notNullable();
    schema.instant(table, 'started_at');
    schema.instant(table, 'ended_at').notNullable();
    table.index(['job_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_job_attempts');
}
