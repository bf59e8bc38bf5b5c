import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Each try to hand a mail over, with what the mail server said. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mail_attempts', (table) => {
    schema.id(table);
    schema.reference(table, 'mail_id').notNullable();
    table.integer('attempt').notNullable();
    table.string('outcome', 20).notNullable();
    table.integer('smtp_code');
    table.string('answer', 500).notNullable();
    schema.instant(table, 'started_at').notNullable();
    schema.instant(table, 'ended_at').notNullable();
    table.index(['mail_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mail_attempts');
}
