import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_messages', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    schema.reference(table, 'order_id').notNullable();
    table.string('author_type', 10).notNullable();
    schema.reference(table, 'author_id');
    // As it was when it was written: members leave, what they said stays theirs.
    table.string('author_name', 250).notNullable();
    table.text('body', 'longtext').notNullable();
    table.boolean('internal').notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'order_id', 'created_at', 'id'], 'agency_messages_by_order');
    table.index(['org_id', 'order_id', 'internal', 'created_at', 'id'], 'agency_messages_for_clients');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_messages');
}
