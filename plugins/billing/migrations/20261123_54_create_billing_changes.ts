import { type Knex, schema } from '#host';

/** For plugins that were off: what they have not heard. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'billing_changes', (table) => {
    schema.id(table);
    schema.orgId(table);
    table.string('kind', 30).notNullable();
    schema.reference(table, 'subject_id').notNullable();
    schema.json(table, 'subject');
    schema.instant(table, 'created_at').notNullable();
    table.unique(['org_id', 'kind', 'subject_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('billing_changes');
}
