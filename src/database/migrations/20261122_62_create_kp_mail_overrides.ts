import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** What administrators made of a template: versions, of which at most one is in use. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_mail_overrides', (table) => {
    schema.id(table);
    table.string('template', 120).notNullable();
    table.integer('version').notNullable();
    table.text('subject').notNullable();
    schema.json(table, 'mjml').notNullable();
    table.boolean('in_use').notNullable();
    table.string('author', 250).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['template', 'version']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_mail_overrides');
}
