import type { Knex } from 'knex';
import { schema } from '#host';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'agency_reports', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('type', 20).notNullable();
    schema.day(table, 'from').notNullable();
    schema.day(table, 'to').notNullable();
    table.string('format', 10).notNullable();
    table.string('status', 10).notNullable();
    schema.instant(table, 'seen_at');
    table.integer('size').unsigned();
    table.string('error', 500);
    // Who is told when it is there.
    schema.reference(table, 'user_id');
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['org_id', 'created_at', 'id'], 'agency_reports_by_created');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('agency_reports');
}
