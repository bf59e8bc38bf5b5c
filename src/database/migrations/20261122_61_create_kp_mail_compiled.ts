import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** What MJML became, by the hash of its source: a second process, or a later start, compiles nothing. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mail_compiled', (table) => {
    table.string('hash', 64).primary();
    schema.json(table, 'html').notNullable();
    schema.instant(table, 'created_at').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mail_compiled');
}
