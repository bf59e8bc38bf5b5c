import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_users', (table) => {
    schema.id(table);
    schema.publicId(table);
    table.string('login', 60).notNullable();
    table.string('login_key', 60).notNullable().unique();
    table.string('email', 191).notNullable();
    table.string('email_key', 191).notNullable().unique();
    table.string('password_hash', 255);
    table.string('name', 250).notNullable();
    table.string('name_key', 191).notNullable();
    table.string('first_name', 191).notNullable();
    table.string('last_name', 191).notNullable();
    table.string('nickname', 191).notNullable();
    table.string('slug', 60).notNullable().unique();
    table.string('url', 500).notNullable();
    table.text('description').notNullable();
    table.string('locale', 35).notNullable();
    table.string('site_role', 60);
    schema.reference(table, 'default_org_id');
    schema.json(table, 'meta').notNullable();
    schema.instant(table, 'registered_at').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.index(['name_key', 'id']);
    table.index(['registered_at', 'id']);
    table.index(['site_role', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_users');
}
