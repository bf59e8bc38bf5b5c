import type { Knex } from 'knex';

/** Column types that mean the same on both databases. For migrations: `schema.createTable(knex, 'agency_clients', t => …)`. */

/** Creates a table with byte-wise text comparison on both engines. */
export async function createTable(
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  await knex.schema.createTable(name, (table) => {
    if (knex.client.config.client !== 'sqlite' && knex.client.dialect === 'mysql') {
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
      table.engine('InnoDB');
    }
    columns(table);
  });
}

/** Auto-increment integer key. */
export function id(table: Knex.CreateTableBuilder, name = 'id'): void {
  table.bigIncrements(name);
}

/** UUIDv7 as text, unique. */
export function publicId(table: Knex.CreateTableBuilder, name = 'public_id'): void {
  table.string(name, 36).notNullable().unique();
}

/** Integer reference without a foreign key constraint of its own. */
export function reference(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.bigInteger(name).unsigned();
}

/** Owner of the row. */
export function orgId(table: Knex.CreateTableBuilder): Knex.ColumnBuilder {
  return table.bigInteger('org_id').unsigned().notNullable();
}

/** Instant in UTC with milliseconds. */
export function instant(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.datetime(name, { precision: 3 });
}

/** Calendar day, `YYYY-MM-DD`. */
export function day(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.string(name, 10);
}

/** JSON, as text that services see parsed. */
export function json(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.text(name, 'longtext');
}

/** Up to 16 MiB as they are. */
export function bytes(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.specificType(name, 'mediumblob');
}

/** The table `<name>_terms` of a searchable table. */
export async function createTermsTable(knex: Knex, name: string): Promise<void> {
  await createTable(knex, `${name}_terms`, (table) => {
    orgId(table);
    table.string('term', 24).notNullable();
    table.bigInteger('id').unsigned().notNullable();
    table.primary(['org_id', 'term', 'id']);
    table.index(['id']);
  });
}
