import type { Knex } from 'knex';
import type { Logger } from '../log.js';
import { DdlGuard } from './ddl-guard.js';
import type { Engine } from './dialects/engine.js';
import { KnexMigrationSource, MigrationFolder } from './migration-folder.js';
import { HOST_OWNER, KNEX_TABLE, MigrationRecords } from './migration-records.js';
import type { NamedLocks } from './named-lock.js';
import { locksTable, migrationFilesTable } from './own-tables.js';

/** Whose migrations: a plugin, or anything with a name and a folder of files. */
export interface MigrationOwner {
  readonly name: string;
  readonly migrations?: URL | undefined;
}

export interface MigrationStatus {
  readonly done: readonly string[];
  readonly pending: readonly string[];
}

/** A file that is about to run, and the tables that were there before it. */
export interface BegunMigration {
  readonly name: string;
  readonly existed: readonly string[];
}

const HOST: MigrationOwner = { name: HOST_OWNER, migrations: new URL('./migrations/', import.meta.url) };
const LOCK = 'migrations';
const LOCK_OPTIONS = { leaseMs: 60_000, waitMs: 60_000 };

/**
 * Runs migration files one at a time. MySQL commits each schema change at once, so nothing is undone by a
 * rollback: before a file runs, it is written down with the tables that are there, and undoing calls its `down`
 * without ever dropping one of those. The process may be killed between any two statements.
 */
export class Migrator {
  private readonly records: MigrationRecords;

  constructor(
    private readonly engine: Engine,
    private readonly locks: NamedLocks,
    private readonly log: Logger,
  ) {
    this.records = new MigrationRecords(engine.knex);
  }

  /** Brings the host's own tables up to date; answers the names of what ran. */
  async migrateHost(): Promise<readonly string[]> {
    await locksTable(this.engine.knex);
    await migrationFilesTable(this.engine.knex);
    return this.locks.hold(
      LOCK,
      async () => {
        await this.makeKnexTables();
        return this.runPending(HOST);
      },
      LOCK_OPTIONS,
    );
  }

  async hostStatus(): Promise<MigrationStatus> {
    const there = new Set(await this.engine.tables());
    if (there.has(KNEX_TABLE)) return this.status(HOST);
    return { done: [], pending: (await folderOf(HOST)).names };
  }

  async status(owner: MigrationOwner): Promise<MigrationStatus> {
    const done = await this.records.finishedNames(owner.name);
    const pending = (await folderOf(owner)).names.filter((name) => !done.includes(name));
    return { done, pending };
  }

  /**
   * Runs what has not run yet; answers the names. When one file fails, it and those before it of this call are
   * undone, and the error says which and why. `begun` is told before each file.
   */
  up(owner: MigrationOwner, begun?: (file: BegunMigration) => Promise<void>): Promise<readonly string[]> {
    return this.locks.hold(LOCK, () => this.runPending(owner, begun), LOCK_OPTIONS);
  }

  /** Undoes these files, last first. Bears half-done files, and files that cannot be read any more. */
  undo(owner: MigrationOwner, names: readonly string[]): Promise<void> {
    return this.locks.hold(LOCK, () => this.undoFiles(owner, names), LOCK_OPTIONS);
  }

  /** Undoes everything of a plugin: its data is gone. */
  rollbackAll(owner: MigrationOwner): Promise<void> {
    return this.locks.hold(
      LOCK,
      async () => this.undoFiles(owner, [...(await this.records.of(owner.name)).keys()]),
      LOCK_OPTIONS,
    );
  }

  private async runPending(
    owner: MigrationOwner,
    begun?: (file: BegunMigration) => Promise<void>,
  ): Promise<readonly string[]> {
    const folder = await folderOf(owner);
    const { done, pending } = await this.status(owner);
    const missing = done.filter((name) => !folder.names.includes(name));
    if (missing.length > 0)
      throw new Error(`Migrations have run whose files are missing: ${missing.join(', ')}`);
    const ran: string[] = [];
    for (const name of pending) {
      try {
        await this.runFile(owner, folder, name, begun);
      } catch (cause) {
        await this.undoAfterFailure(owner, [...ran, name], cause);
        throw new MigrationFailed(name, cause);
      }
      ran.push(name);
    }
    return ran;
  }

  private async runFile(
    owner: MigrationOwner,
    folder: MigrationFolder,
    name: string,
    begun?: (file: BegunMigration) => Promise<void>,
  ): Promise<void> {
    // Left half-done by a process that was killed.
    if ((await this.records.of(owner.name)).has(name)) await this.undoFiles(owner, [name]);
    const existed = await this.engine.tables();
    await begun?.({ name, existed });
    await this.records.begin(owner.name, name, existed);
    const prefix = prefixOf(owner);
    const guard = new DdlGuard({ direction: 'up', prefix, protectedTables: new Set(existed) });
    const migration = await folder.load(name);
    await this.guarded(guard, (knex) => migration.up(knex));
    await this.checkTables(prefix, new Set(existed));
    await this.records.finish(owner.name, name);
    await this.renewVersions(owner);
  }

  /** What the statements' words did not show: tables that came or went without the owner's prefix. */
  private async checkTables(prefix: string | undefined, before: ReadonlySet<string>): Promise<void> {
    if (prefix === undefined) return;
    const after = await this.engine.tables();
    const strangers = after.filter((table) => !before.has(table) && !table.startsWith(prefix));
    for (const table of strangers) await this.engine.knex.schema.dropTableIfExists(table);
    const gone = [...before].filter((table) => !after.includes(table) && !table.startsWith(prefix));
    const named = [...strangers, ...gone];
    if (named.length > 0) {
      throw new Error(`it touches the table ${named.join(', ')}, but its tables must be named ${prefix}…`);
    }
  }

  private async undoAfterFailure(
    owner: MigrationOwner,
    names: readonly string[],
    cause: unknown,
  ): Promise<void> {
    try {
      await this.undoFiles(owner, names);
    } catch (error) {
      this.log.error({ err: error, owner: owner.name, cause }, 'migrations could not be undone');
    }
  }

  private async undoFiles(owner: MigrationOwner, names: readonly string[]): Promise<void> {
    const records = await this.records.of(owner.name);
    const folder = await folderOf(owner).catch(() => undefined);
    for (const name of [...names].sort().reverse()) {
      const record = records.get(name);
      if (!record) continue; // never begun
      await this.undoFile(owner, folder, name, new Set(record.tablesBefore));
      await this.records.forget(owner.name, name);
    }
    await this.renewVersions(owner);
  }

  private async undoFile(
    owner: MigrationOwner,
    folder: MigrationFolder | undefined,
    name: string,
    before: ReadonlySet<string>,
  ): Promise<void> {
    const prefix = prefixOf(owner);
    const guard = new DdlGuard({ direction: 'down', prefix, protectedTables: before });
    try {
      const migration = await folder?.load(name);
      if (migration) await this.guarded(guard, (knex) => migration.down(knex));
    } catch (error) {
      this.log.warn({ err: error, owner: owner.name, migration: name }, 'the down of a migration failed');
    }
    if (prefix === undefined) return;
    // `shop-floor` has tables that begin like those of `shop`.
    const others = (await this.records.owners()).map((other) => `${prefixOf({ name: other })}`);
    const longer = others.filter((other) => other !== prefix && other.startsWith(prefix));
    // What `down` has left of what was not there before.
    for (const table of await this.engine.tables()) {
      if (!table.startsWith(prefix) || before.has(table)) continue;
      if (longer.some((other) => table.startsWith(other))) continue;
      this.log.warn({ owner: owner.name, migration: name, table }, `the down of a migration left ${table}`);
      await this.engine.knex.schema.dropTableIfExists(table);
    }
  }

  private async guarded(guard: DdlGuard, run: (knex: Knex) => Promise<void>): Promise<void> {
    await run(this.engine.schemaKnex(guard.allows));
    if (guard.skipped.length > 0)
      this.log.info({ statements: guard.skipped }, 'tables of others were spared');
  }

  /** Rows came or went with the tables: totals that were kept no longer hold. */
  private async renewVersions(owner: MigrationOwner): Promise<void> {
    const prefix = prefixOf(owner);
    if (prefix === undefined) return;
    await this.engine
      .knex('kp_row_versions')
      .where('table_name', 'like', `${prefix}%`)
      .increment('version', 1);
  }

  private async makeKnexTables(): Promise<void> {
    const config = {
      tableName: KNEX_TABLE,
      migrationSource: new KnexMigrationSource(HOST.migrations as URL),
    };
    await this.engine.knex.migrate.list(config);
    // Under our own lock no other run can be in progress: a row that is still locked was left by a kill.
    await this.engine.knex.migrate.forceFreeMigrationsLock(config);
  }
}

export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';

  constructor(
    readonly migration: string,
    cause: unknown,
  ) {
    super(`the migration ${migration} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function folderOf(owner: MigrationOwner): Promise<MigrationFolder> {
  return MigrationFolder.read(owner.migrations);
}

function prefixOf(owner: MigrationOwner): string | undefined {
  return owner.name === HOST_OWNER ? undefined : `${owner.name.replaceAll('-', '_')}_`;
}
