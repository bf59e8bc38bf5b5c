import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** What is known of a cron task in the whole site; its row is locked by whoever claims one of its slots. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_cron_tasks', (table) => {
    table.string('name', 120).notNullable().primary();
    table.string('owner', 120).notNullable();
    table.boolean('paused').notNullable();
    // Greater with every run: what an earlier one says can be told by its smaller number.
    table.bigInteger('fence').unsigned().notNullable();
    // Slots up to here were claimed, left out, or lie before the task was known.
    schema.instant(table, 'last_slot').notNullable();
    schema.instant(table, 'last_success_at');
    // Since when it may be expected to succeed: its first day, or the end of a pause.
    schema.instant(table, 'expected_since').notNullable();
    // Why it counts as ill; null while all is well.
    table.string('problem', 500);
    table.index(['owner']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_cron_tasks');
}
