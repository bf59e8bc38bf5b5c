import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_memberships', (table) => {
    schema.id(table);
    schema.orgId(table);
    schema.reference(table, 'user_id').notNullable();
    table.string('role', 60).notNullable();
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'user_id']);
    table.index(['user_id', 'id']);
    table.index(['org_id', 'role', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_memberships');
}
