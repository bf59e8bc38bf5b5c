import type { Knex } from 'knex';
import { MIGRATION_FILES } from './own-tables.js';

/** The host's own migrations, beside plugins' names, which never are `host`. */
export const HOST_OWNER = 'host';
/** Knex's own table for the host's migrations, so that the plain `knex` command sees and runs them. */
export const KNEX_TABLE = 'kp_migrations';

export interface BegunFile {
  readonly name: string;
  readonly finished: boolean;
  readonly tablesBefore: readonly string[];
}

/** What is remembered of migration files: that they were begun, what was there before, that they are done. */
export class MigrationRecords {
  constructor(private readonly knex: Knex) {}

  async of(owner: string): Promise<ReadonlyMap<string, BegunFile>> {
    const rows: { name: string; finished: number; tables_before: string }[] = await this.knex(MIGRATION_FILES)
      .where({ owner })
      .orderBy('name');
    return new Map(
      rows.map(({ name, finished, tables_before }) => [
        name,
        { name, finished: finished === 1, tablesBefore: JSON.parse(tables_before) as string[] },
      ]),
    );
  }

  /** All that have files. */
  async owners(): Promise<readonly string[]> {
    const rows: { owner: string }[] = await this.knex(MIGRATION_FILES).distinct('owner');
    return rows.map(({ owner }) => owner);
  }

  /** Written before the first statement of a file. What an earlier, broken try saw stays: it was there before. */
  async begin(owner: string, name: string, tablesBefore: readonly string[]): Promise<void> {
    await this.knex(MIGRATION_FILES)
      .insert({ owner, name, finished: false, tables_before: JSON.stringify(tablesBefore) })
      .onConflict(['owner', 'name'])
      .ignore();
  }

  async finish(owner: string, name: string): Promise<void> {
    if (owner === HOST_OWNER) await this.finishForKnex(name);
    await this.knex(MIGRATION_FILES).where({ owner, name }).update({ finished: true });
  }

  async forget(owner: string, name: string): Promise<void> {
    if (owner === HOST_OWNER) await this.knex(KNEX_TABLE).where({ name }).delete();
    await this.knex(MIGRATION_FILES).where({ owner, name }).delete();
  }

  async finishedNames(owner: string): Promise<readonly string[]> {
    if (owner !== HOST_OWNER) {
      return [...(await this.of(owner)).values()].filter(({ finished }) => finished).map(({ name }) => name);
    }
    const rows: { name: string }[] = await this.knex(KNEX_TABLE).select('name').orderBy('name');
    return rows.map(({ name }) => name);
  }

  private async finishForKnex(name: string): Promise<void> {
    const [last]: { batch: number | null }[] = await this.knex(KNEX_TABLE).max('batch as batch');
    await this.knex(KNEX_TABLE).insert({
      name,
      batch: (last?.batch ?? 0) + 1,
      migration_time: new Date(),
    });
  }
}
