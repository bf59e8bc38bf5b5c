import knexFactory, { type Knex } from 'knex';
import type { Connection } from 'mysql2';
import type { Logger } from '../../log.js';
import type { Binding, DialectConfig, Engine, RawRow, Session, VersionKey } from './engine.js';
import { guardedKnex } from './guarded-knex.js';
import { knexLog } from './knex-log.js';
import { MysqlClient } from './mysql-client.js';
import { createVersionRows } from './mysql-closing.js';
import { mysqlSession } from './mysql-session.js';

const DEFAULT_POOL = 12;
const TURN_LIMIT_MS = 15_000;
const MAX_PREPARED = 300;

/** Every connection: UTC, READ COMMITTED, refusals instead of cut values, no endless wait for a lock. */
const SESSION_SETTINGS = [
  "set session time_zone = '+00:00', collation_connection = 'utf8mb4_bin', innodb_lock_wait_timeout = 10, " +
    "sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  'set session transaction isolation level read committed',
];

export function mysqlKnexConfig(
  url: string,
  log: Logger | undefined,
  poolSize = DEFAULT_POOL,
): DialectConfig {
  return {
    client: MysqlClient,
    connection: connectionOf(url) as Knex.StaticConnectionConfig,
    compileSqlOnError: false,
    pool: { min: 0, max: poolSize, afterCreate: prepareConnection },
    acquireConnectionTimeout: TURN_LIMIT_MS,
    ...(log ? { log: knexLog(log) } : {}),
  };
}

function connectionOf(databaseUrl: string): Record<string, unknown> {
  const url = new URL(databaseUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(url.searchParams.get('socketPath') ? { socketPath: url.searchParams.get('socketPath') } : {}),
    ...(url.searchParams.get('ssl') === 'true' ? { ssl: {} } : {}),
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    jsonStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: MAX_PREPARED,
    connectTimeout: 5_000,
  };
}

function prepareConnection(
  connection: Connection,
  done: (error: Error | null, connection: Connection) => void,
): void {
  const [first = '', second = ''] = SESSION_SETTINGS;
  connection.query(first, (error) => {
    if (error) return done(error, connection);
    connection.query(second, (failed) => done(failed, connection));
  });
}

export interface MysqlOptions {
  readonly databaseUrl: string;
  readonly poolSize?: number | undefined;
  readonly log: Logger;
  readonly ambient: () => object | undefined;
}

export async function openMysql({ databaseUrl, poolSize, log, ambient }: MysqlOptions): Promise<Engine> {
  const knex = knexFactory({ ...mysqlKnexConfig(databaseUrl, log, poolSize), ambient } as DialectConfig);
  const aside = knexFactory(mysqlKnexConfig(databaseUrl, log, 1));
  try {
    const session = await mysqlSession(knex, false);
    const [row] = await session.read('select version() as version', []);
    session.release();
    return new MysqlEngine(knex, aside, /mariadb/i.test(String(row?.version)));
  } catch (error) {
    await Promise.all([knex.destroy(), aside.destroy()]);
    throw error;
  }
}

class MysqlEngine implements Engine {
  readonly name = 'mysql';
  readonly lockSuffix = ' for update';

  constructor(
    readonly knex: Knex,
    /** One connection for what must not wait for a transaction of our own. */
    private readonly aside: Knex,
    private readonly mariadb: boolean,
  ) {}

  schemaKnex(guard: (sql: string) => boolean): Knex {
    return guardedKnex(this.knex, guard);
  }

  reader(): Promise<Session> {
    return mysqlSession(this.knex, this.mariadb);
  }

  async readLong(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    const session = await this.reader();
    try {
      return await session.read(sql, bindings);
    } finally {
      session.release();
    }
  }

  writer(): Promise<Session> {
    return mysqlSession(this.knex, this.mariadb);
  }

  async tables(): Promise<string[]> {
    const session = await this.reader();
    try {
      const rows = await session.read(
        "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE' order by table_name",
        [],
      );
      return rows.map((row) => String(row.name));
    } finally {
      session.release();
    }
  }

  async createVersions(keys: readonly VersionKey[]): Promise<void> {
    const session = await mysqlSession(this.aside, this.mariadb);
    try {
      await createVersionRows(session, keys);
    } finally {
      session.release();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.knex.destroy(), this.aside.destroy()]);
  }
}
