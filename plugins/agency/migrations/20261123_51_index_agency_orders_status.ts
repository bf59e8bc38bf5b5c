import type { Knex } from 'knex';

const INDEXES = {
  agency_orders_client_status: ['org_id', 'client_id', 'status', 'created_at', 'id'],
  agency_orders_service_status: ['org_id', 'service_id', 'status', 'created_at', 'id'],
  agency_orders_assignee_status: ['org_id', 'assignee_id', 'status', 'created_at', 'id'],
};

/** The few that are going on, of somebody or of a service, without the many that are completed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_orders', (table) => {
    for (const [name, columns] of Object.entries(INDEXES)) table.index(columns, name);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(INDEXES)) {
    const dropped = knex.schema.alterTable('agency_orders', (table) => {
      table.dropIndex([], name);
    });
    // Not there, where the change ended half-way.
    await dropped.catch(() => undefined);
  }
}
