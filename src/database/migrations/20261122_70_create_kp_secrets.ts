import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_secrets', (table) => {
    schema.id(table);
    table.string('owner', 64).notNullable();
    // 0: of the site as a whole. Null would not be unique.
    table.bigInteger('org_id').unsigned().notNullable();
    table.string('name', 191).notNullable();
    table.string('key_id', 12).notNullable();
    table.text('sealed', 'mediumtext').notNullable();
    schema.instant(table, 'updated_at').notNullable();
    table.unique(['owner', 'org_id', 'name']);
    table.index(['key_id', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_secrets');
}
