import type { Knex } from 'knex';

/** Billing keeps it now, for its documents. The column stays where it was: versions from before read it. */
export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('agency_clients', 'company'))) return;
  const company = knex('agency_clients')
    .select('company')
    .whereRaw('agency_clients.id = billing_customers.id');
  const named = knex('agency_clients').select('id').whereNotNull('company');
  await knex('billing_customers').whereNull('company').whereIn('id', named).update({ company });
}

export async function down(): Promise<void> {}
