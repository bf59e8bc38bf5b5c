import type { Knex } from 'knex';
import { newPublicId, schema } from '#host';

const INDEX = 'agency_stages_public_id';
const COLUMNS = ['public_id', 'order_status', 'effects'];

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('agency_stages', (table) => {
    table.string('public_id', 36);
    table.string('order_status', 20);
    schema.json(table, 'effects');
    table.unique(['public_id'], { indexName: INDEX });
  });
  for (const { id } of await knex('agency_stages').select('id'))
    await knex('agency_stages').where({ id }).update({ public_id: newPublicId(), effects: '[]' });
}

export async function down(knex: Knex): Promise<void> {
  const dropped = knex.schema.alterTable('agency_stages', (table) => {
    table.dropUnique([], INDEX);
  });
  // Not there, where the change ended half-way.
  await dropped.catch(() => undefined);
  for (const column of COLUMNS) {
    if (!(await knex.schema.hasColumn('agency_stages', column))) continue;
    await knex.schema.alterTable('agency_stages', (table) => {
      table.dropColumn(column);
    });
  }
}
