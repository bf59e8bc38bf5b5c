import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Addresses that no mail is sent to any more, and why. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mail_suppressions', (table) => {
    schema.id(table);
    table.string('address_key', 190).notNullable().unique();
    table.string('address', 320).notNullable();
    table.string('reason', 500).notNullable();
    table.string('mail_id', 36);
    schema.instant(table, 'created_at').notNullable();
    table.index(['created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mail_suppressions');
}
