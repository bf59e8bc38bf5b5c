import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite from 'knex/lib/dialects/better-sqlite3/index.js';
import { isContention, translated, unavailable } from '../errors.js';
import { toBinding } from './binding.js';
import { builderRunner } from './builder-runner.js';
import type { Binding, DialectConfig, RawRow } from './engine.js';

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

export interface SqliteResult {
  readonly rows: RawRow[];
  readonly changes: number;
  readonly lastInsertRowid: number;
}

/** Statements kept prepared on one connection; the oldest goes first. */
const MAX_PREPARED = 400;
/** A wait inside SQLite stops the event loop: it stays short, and who waits tries again above. */
const BUSY_TIMEOUT_MS = 20;
const BUSY_LIMIT_MS = 10_000;

const prepared = new WeakMap<DatabaseSync, Map<string, Prepared>>();

/** Knex's better-sqlite3 dialect on Node's own SQLite. */
export class SqliteClient extends BetterSqlite {
  _driver(): object {
    return DatabaseSync;
  }

  override async acquireRawConnection(): Promise<DatabaseSync> {
    const { filename, readOnly } = this.connectionSettings as { filename: string; readOnly?: boolean };
    const connection = new DatabaseSync(filename, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    connection.exec('pragma journal_mode = wal');
    // FULL, not NORMAL: in WAL mode only this makes an acknowledged write outlive a power cut, not just a kill.
    connection.exec('pragma synchronous = full');
    connection.exec('pragma cache_size = -32000');
    if (readOnly) connection.exec('pragma query_only = on');
    return connection;
  }

  override acquireConnection(): Promise<DatabaseSync> {
    return (super.acquireConnection() as Promise<DatabaseSync>).catch((error: unknown) => {
      throw translated(error);
    });
  }

  override async destroyRawConnection(connection: DatabaseSync): Promise<void> {
    prepared.delete(connection);
    connection.close();
  }

  async _query(connection: DatabaseSync, query: SqliteQuery): Promise<SqliteQuery> {
    const guard = (this.config as DialectConfig).statementGuard;
    if (guard && !guard(query.sql)) {
      query.response = [];
      return query;
    }
    const bindings = (query.bindings ?? []).map(toBinding);
    const result = await patiently(() => runSqlite(connection, query.sql, bindings));
    query.response = result.rows;
    query.context = { lastID: result.lastInsertRowid, changes: result.changes };
    return query;
  }

  override runner(builder: object): unknown {
    return builderRunner(this, builder, (client, target) => super.runner.call(client, target));
  }
}

interface SqliteQuery {
  sql: string;
  bindings?: readonly unknown[];
  response?: RawRow[];
  context?: { lastID: number; changes: number };
}

/** Tries again, with pauses in which the event loop goes on, while another process holds the database. */
export async function patiently<T>(run: () => T, since = performance.now()): Promise<T> {
  const deadline = since + BUSY_LIMIT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return run();
    } catch (error) {
      if (!isContention(error)) throw error;
      if (performance.now() > deadline) throw unavailable(error);
      await sleep(Math.min(2 ** attempt, 50) * (0.5 + Math.random()));
    }
  }
}

/** One statement, prepared once a connection. */
export function runSqlite(connection: DatabaseSync, sql: string, bindings: readonly Binding[]): SqliteResult {
  try {
    const { statement, returnsRows } = prepare(connection, sql);
    if (returnsRows) return { rows: statement.all(...bindings) as RawRow[], changes: 0, lastInsertRowid: 0 };
    const { changes, lastInsertRowid } = statement.run(...bindings);
    return { rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  } catch (error) {
    throw translated(error);
  }
}

function prepare(connection: DatabaseSync, sql: string): Prepared {
  const known = prepared.get(connection) ?? new Map<string, Prepared>();
  prepared.set(connection, known);
  const found = known.get(sql);
  if (found) return found;
  const statement = connection.prepare(sql);
  const made = { statement, returnsRows: statement.columns().length > 0 };
  if (/^\s*(create|alter|drop|pragma|vacuum)\b/i.test(sql)) {
    known.clear(); // columns may be others from here on
    return made;
  }
  if (known.size >= MAX_PREPARED) known.delete(known.keys().next().value as string);
  known.set(sql, made);
  return made;
}
