import type { Knex } from 'knex';
import * as schema from '../schema.js';

export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_audit_log', (table) => {
    schema.id(table);
    schema.publicId(table);
    schema.orgId(table);
    table.string('actor_type', 8).notNullable();
    schema.reference(table, 'actor_id');
    table.string('actor_name', 191).notNullable();
    table.string('credential_kind', 24).notNullable();
    table.string('credential_id', 64).notNullable();
    table.string('action', 100).notNullable();
    table.string('entity_type', 60).notNullable();
    table.string('entity_id', 64).notNullable();
    schema.json(table, 'changes');
    table.string('ip', 45);
    table.string('request_id', 64);
    schema.instant(table, 'created_at').notNullable();
    table.index(['org_id', 'created_at', 'id']);
    table.index(['org_id', 'action', 'created_at', 'id']);
    table.index(['org_id', 'actor_id', 'created_at', 'id']);
    table.index(['org_id', 'entity_type', 'entity_id', 'created_at', 'id'], 'kp_audit_log_entity');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_audit_log');
}
