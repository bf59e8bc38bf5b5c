import type { Knex } from 'knex';

const INDEXES = ['credential_id', 'entity_type', 'entity_id'];

/** One for each filter that the log is read by, in the order in which it is read. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('kp_audit_log', (table) => {
    for (const column of INDEXES) table.index(['org_id', column, 'created_at', 'id'], nameOf(column));
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const column of INDEXES) {
    const dropped = knex.schema.alterTable('kp_audit_log', (table) => {
      table.dropIndex([], nameOf(column));
    });
    // Not there, where the change ended half-way.
    await dropped.catch(() => undefined);
  }
}

function nameOf(column: string): string {
  return `kp_audit_log_by_${column}`;
}
