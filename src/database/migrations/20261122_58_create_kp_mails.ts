import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** The outbox and log of mails: rendered when they are written, so that they leave whatever happens to their plugin. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mails', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.reference(table, 'org_id');
    table.string('template', 120).notNullable();
    table.string('key_hash', 64).unique();
    table.string('status', 20).notNullable();
    table.string('message_id', 120).notNullable();
    table.string('sender', 400).notNullable();
    table.string('recipient', 400).notNullable();
    table.string('address_key', 190).notNullable();
    schema.json(table, 'cc').notNullable();
    table.string('reply_to', 400);
    table.text('subject').notNullable();
    schema.json(table, 'html').notNullable();
    schema.json(table, 'sealed');
    table.boolean('had_secrets').notNullable();
    table.integer('files').notNullable();
    table.string('error', 500);
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'sent_at');
    table.index(['created_at', 'id']);
    table.index(['status', 'created_at', 'id']);
    table.index(['template', 'created_at', 'id']);
    table.index(['address_key', 'created_at', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mails');
}
