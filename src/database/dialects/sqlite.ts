import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import knexFactory, { type Knex } from 'knex';
import type { Logger } from '../../log.js';
import { unavailable } from '../errors.js';
import type {
  Addition,
  Binding,
  DialectConfig,
  Engine,
  RawRow,
  Session,
  VersionKey,
  Written,
} from './engine.js';
import { guardedKnex } from './guarded-knex.js';
import { knexLog } from './knex-log.js';
import { patiently, runSqlite, SqliteClient } from './sqlite-client.js';
import { SqliteThread } from './sqlite-thread.js';

/** The database's file in the data folder. */
export const SQLITE_FILE = 'koapress.db';
/** How long a flow waits for its turn at the one connection that writes. */
const TURN_LIMIT_MS = 30_000;
const PAUSE_EVERY_MS = 10;

const BUMP = `insert into kp_row_versions (org_id, table_name, version) values (?, ?, 1)
  on conflict (org_id, table_name) do update set version = version + 1`;

export function sqliteKnexConfig(filename: string, log: Logger | undefined, readOnly = false): DialectConfig {
  return {
    client: SqliteClient,
    connection: { filename, readOnly } as unknown as Knex.StaticConnectionConfig,
    useNullAsDefault: true,
    compileSqlOnError: false,
    pool: { min: 1, max: 1 },
    acquireConnectionTimeout: TURN_LIMIT_MS,
    ...(log ? { log: knexLog(log) } : {}),
  };
}

export interface SqliteOptions {
  readonly dataDir: string;
  readonly log: Logger;
  readonly ambient: () => object | undefined;
}

export async function openSqlite({ dataDir, log, ambient }: SqliteOptions): Promise<Engine> {
  mkdirSync(dataDir, { recursive: true });
  const filename = join(dataDir, SQLITE_FILE);
  const readKnex = knexFactory(sqliteKnexConfig(filename, log, true));
  const knex = knexFactory({
    ...sqliteKnexConfig(filename, log),
    ambient,
    readClient: () => readKnex.client as Knex.Client,
  } as DialectConfig);
  const engine = new SqliteEngine(knex, readKnex, new SqliteThread(filename));
  // The writer first: it makes the file, which a connection that only reads cannot.
  (await engine.writer()).release();
  (await engine.reader()).release();
  return engine;
}

class SqliteEngine implements Engine {
  readonly name = 'sqlite';
  readonly lockSuffix = '';

  constructor(
    readonly knex: Knex,
    private readonly readKnex: Knex,
    private readonly thread: SqliteThread,
  ) {}

  schemaKnex(guard: (sql: string) => boolean): Knex {
    return guardedKnex(this.knex, guard);
  }

  reader(): Promise<Session> {
    return sqliteSession(this.readKnex);
  }

  readLong(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    return this.thread.read(sql, bindings);
  }

  writer(): Promise<Session> {
    return sqliteSession(this.knex);
  }

  async tables(): Promise<string[]> {
    const session = await this.reader();
    try {
      const rows = await session.read(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name",
        [],
      );
      return rows.map((row) => String(row.name));
    } finally {
      session.release();
    }
  }

  /** The bump itself makes missing rows: nobody else writes meanwhile. */
  async createVersions(): Promise<void> {}

  async close(): Promise<void> {
    await this.thread.end();
    await this.readKnex.destroy();
    await this.knex.destroy();
  }
}

/** When work on the database last let the event loop go on. */
let lastPause = 0;

async function sqliteSession(knex: Knex): Promise<Session> {
  // SQLite answers at once, so that a flow of many statements would never leave the event loop a turn.
  if (performance.now() - lastPause > PAUSE_EVERY_MS) {
    await setImmediate();
    lastPause = performance.now();
  }
  const client = knex.client as Knex.Client;
  // Waiting for one's turn counts, or a queue of writers would wait for a locked file one after the other.
  const since = performance.now();
  const connection = (await client.acquireConnection()) as DatabaseSync;
  return new SqliteSession(connection, since, () => client.releaseConnection(connection));
}

class SqliteSession implements Session {
  private hasBegun = false;

  constructor(
    readonly connection: DatabaseSync,
    private readonly since: number,
    readonly release: () => void,
  ) {}

  async read(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    return (await patiently(() => runSqlite(this.connection, sql, bindings))).rows;
  }

  async write(sql: string, bindings: readonly Binding[]): Promise<Written> {
    const result = await patiently(() => runSqlite(this.connection, sql, bindings), this.since);
    return { matched: result.changes, insertId: result.lastInsertRowid };
  }

  async append(sql: string, bindings: readonly Binding[]): Promise<void> {
    await this.write(sql, bindings);
  }

  async settle(): Promise<void> {}

  async add({ table, amounts, where, bindings }: Addition): Promise<number | undefined> {
    const sets = amounts.map(([column]) => `${column} = ${column} + ?`).join(', ');
    const sql = `update ${table} set ${sets}${where} returning ${amounts[0]?.[0]} as added`;
    const values = [...amounts.map(([, amount]) => amount), ...bindings];
    const { rows } = await patiently(() => runSqlite(this.connection, sql, values), this.since);
    return rows[0] === undefined ? undefined : Number(rows[0].added);
  }

  async begin(): Promise<void> {
    await patiently(() => runSqlite(this.connection, 'begin immediate', []), this.since);
    this.hasBegun = true;
  }

  async commit(versions: readonly VersionKey[]): Promise<void> {
    for (const { orgId, table } of versions) runSqlite(this.connection, BUMP, [orgId, table]);
    await patiently(() => runSqlite(this.connection, 'commit', []));
    this.hasBegun = false;
  }

  async rollback(): Promise<void> {
    this.hasBegun = false;
    if (this.connection.isOpen && this.connection.isTransaction) runSqlite(this.connection, 'rollback', []);
  }

  /** A disk that is full ends the whole transaction: what came after would be written by itself. */
  failure(): unknown {
    if (!this.hasBegun || !this.connection.isOpen || this.connection.isTransaction) return undefined;
    return unavailable(undefined, 'SQLite has undone the transaction: the disk is full or failing');
  }
}
