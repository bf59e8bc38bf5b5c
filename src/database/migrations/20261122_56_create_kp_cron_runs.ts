import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Every run of every cron task: the unique claim is what elects one process. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_cron_runs', (table) => {
    schema.id(table);
    table.string('task', 120).notNullable();
    // The slot as text, or one that no slot has: a run by hand.
    table.string('claim', 64).notNullable();
    table.string('kind', 12).notNullable();
    table.string('status', 12).notNullable();
    schema.instant(table, 'slot').notNullable();
    schema.instant(table, 'started_at');
    schema.instant(table, 'ended_at');
    table.string('error', 2000);
    table.string('node', 36);
    table.string('holder', 64);
    table.bigInteger('fence').unsigned().notNullable();
    // Made greater while it runs. Whoever has not seen it change for a lease knows that its process is gone.
    table.bigInteger('beat').unsigned().notNullable();
    table.unique(['task', 'claim']);
    table.index(['task', 'id']);
    table.index(['status', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_cron_runs');
}
