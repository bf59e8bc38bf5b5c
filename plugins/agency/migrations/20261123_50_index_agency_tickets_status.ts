import type { Knex } from 'knex';

const INDEXES = {
  agency_tickets_client_status: ['org_id', 'client_id', 'status', 'created_at', 'id'],
  agency_tickets_assignee_status: ['org_id', 'assignee_id', 'status', 'created_at', 'id'],
  agency_tickets_priority_status: ['org_id', 'priority', 'status', 'created_at', 'id'],
  agency_tickets_status_updated: ['org_id', 'status', 'updated_at', 'id'],
};

/** The few that are open, of somebody or urgent, without the many that are closed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_tickets', (table) => {
    for (const [name, columns] of Object.entries(INDEXES)) table.index(columns, name);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(INDEXES)) {
    const dropped = knex.schema.alterTable('agency_tickets', (table) => {
      table.dropIndex([], name);
    });
    // Not there, where the change ended half-way.
    await dropped.catch(() => undefined);
  }
}
