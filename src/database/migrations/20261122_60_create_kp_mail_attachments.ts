import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** Kept until the mail has left. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mail_attachments', (table) => {
    schema.id(table);
    schema.reference(table, 'mail_id').notNullable();
    table.string('filename', 200).notNullable();
    table.string('content_type', 120).notNullable();
    schema.json(table, 'content').notNullable();
    table.index(['mail_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mail_attachments');
}
