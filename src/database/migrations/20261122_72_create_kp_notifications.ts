import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_notifications', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    // Null: of the organisation itself, for programs that belong to no user.
    schema.reference(table, 'user_id');
    table.string('type', 120).notNullable();
    table.string('level', 8).notNullable();
    table.string('priority', 8).notNullable();
    table.string('title', 200).notNullable();
    table.text('message').notNullable();
    table.string('link', 2000);
    schema.json(table, 'data');
    table.boolean('is_read').notNullable();
    schema.instant(table, 'read_at');
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'user_id', 'created_at', 'id'], 'kp_notifications_list');
    table.index(['org_id', 'user_id', 'is_read', 'created_at', 'id'], 'kp_notifications_unread');
    table.index(['org_id', 'user_id', 'level', 'created_at', 'id'], 'kp_notifications_level');
    table.index(['user_id']);
    table.index(['is_read', 'created_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_notifications');
}
