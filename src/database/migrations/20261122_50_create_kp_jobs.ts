import type { Knex } from 'knex';
import * as schema from '../schema.js';

/**
 * Durable work. A worker that looks for some reads `kp_jobs_lane` alone: of each kind and organisation the most
 * urgent first. What changes while a job runs (its beat) is in no index.
 */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_jobs', (table) => {
    schema.id(table);
    schema.publicId(table);
    table.string('name', 120).notNullable();
    // 0: work of the site as a whole.
    table.bigInteger('org_id').unsigned().notNullable();
    schema.json(table, 'payload');
    table.string('status', 10).notNullable();
    // The priority with its sign turned: an index that is read forwards gives the most urgent first.
    table.smallint('precedence').notNullable();
    // Waiting: when it becomes ready. Else since when it is what it is.
    schema.instant(table, 'run_at').notNullable();
    table.integer('attempts').unsigned().notNullable().defaultTo(0);
    // Null: as many as its kind says when it runs.
    table.integer('max_attempts').unsigned();
    table.string('unique_key', 191);
    // The unique key while it waits or runs, then null: so the next one may have it.
    table.string('live_key', 191);
    table.string('owner', 36);
    table.bigInteger('beat').unsigned().notNullable().defaultTo(0);
    table.bigInteger('fence').unsigned().notNullable().defaultTo(0);
    table.text('reason');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'started_at');
    table.index(['status', 'name', 'org_id', 'precedence', 'id'], 'kp_jobs_lane');
    table.index(['status', 'run_at', 'id'], 'kp_jobs_time');
    table.index(['org_id', 'id'], 'kp_jobs_org');
    table.index(['name', 'id'], 'kp_jobs_name');
    table.unique(['name', 'live_key'], { indexName: 'kp_jobs_live' });
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_jobs');
}
