import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_replies', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'ticket_id').notNullable();
    table.string('author_type', 10).notNullable();
    schema.reference(table, 'author_id');
    // As it was when the reply was written: members leave, what they said stays theirs.
    table.string('author_name', 250).notNullable();
    table.text('message', 'longtext').notNullable();
    table.boolean('internal').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'ticket_id', 'created_at', 'id'], 'agency_replies_by_ticket');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_replies');
}
