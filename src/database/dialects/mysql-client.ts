import Mysql2 from 'knex/lib/dialects/mysql2/index.js';
import type { Connection, FieldPacket, QueryResult, ResultSetHeader } from 'mysql2';
import { isContention, isLost, translated } from '../errors.js';
import { toBinding } from './binding.js';
import { builderRunner } from './builder-runner.js';
import type { Binding, DialectConfig, RawRow } from './engine.js';
import type { Appended } from './mysql-closing.js';

interface MysqlQuery {
  sql: string;
  bindings?: readonly unknown[];
  response?: [unknown, unknown];
}

type Disposable = Connection & { __knex__disposed?: unknown };

/** Why the server has undone the transaction of a connection. */
const failures = new WeakMap<object, unknown>();
/** What the transaction of a connection writes before its next statement, or together with its commit. */
const appended = new WeakMap<object, Appended[]>();
/** Statements of the binary protocol; everything else goes as text, so that it is not kept prepared. */
const PREPARABLE = /^\s*(select|insert|update|delete|replace|with|begin not atomic)\b/i;
const MAX_PREPARED_BINDINGS = 200;

/** Knex's mysql2 dialect with prepared statements. */
export class MysqlClient extends Mysql2 {
  async _query(connection: Connection, query: MysqlQuery): Promise<MysqlQuery> {
    const guard = (this.config as DialectConfig).statementGuard;
    if (guard && !guard(query.sql)) {
      query.response = [[], []];
      return query;
    }
    await settleMysql(connection);
    query.response = await runMysql(connection, query.sql, (query.bindings ?? []).map(toBinding));
    return query;
  }

  override acquireConnection(): Promise<Connection> {
    return (super.acquireConnection() as Promise<Connection>).catch((error: unknown) => {
      throw translated(error);
    });
  }

  override runner(builder: object): unknown {
    return builderRunner(this, builder, (client, target) => super.runner.call(client, target));
  }
}

/** One statement on one connection. */
export function runMysql(
  connection: Connection,
  sql: string,
  bindings: readonly Binding[],
): Promise<[QueryResult, FieldPacket[]]> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: QueryResult, fields: FieldPacket[]) => {
      if (error) reject(judged(connection, error));
      else resolve([result, fields]);
    };
    if (PREPARABLE.test(sql) && bindings.length <= MAX_PREPARED_BINDINGS) {
      connection.execute(sql, bindings as Binding[] as never[], done);
    } else {
      connection.query(sql, bindings as Binding[] as never[], done);
    }
  });
}

/** Writes what was appended. */
export async function settleMysql(connection: Connection): Promise<void> {
  const waiting = appended.get(connection);
  if (!waiting || waiting.length === 0) return;
  try {
    for (const { sql, bindings } of waiting.splice(0)) await runMysql(connection, sql, bindings);
  } catch (error) {
    // Also where somebody swallows the error, it must not be committed without.
    if (!failures.has(connection)) failures.set(connection, error);
    throw error;
  }
}

export function appendedOf(connection: object): Appended[] {
  const waiting = appended.get(connection) ?? [];
  appended.set(connection, waiting);
  return waiting;
}

export function rowsOf(result: QueryResult): RawRow[] {
  return Array.isArray(result) ? (result as RawRow[]) : [];
}

export function headerOf(result: QueryResult): ResultSetHeader {
  return result as ResultSetHeader;
}

export function failureOf(connection: object): unknown {
  return failures.get(connection);
}

export function forgetFailure(connection: object): void {
  failures.delete(connection);
}

/** Notes what the error means for the connection, so that nobody goes on with half a transaction. */
function judged(connection: Disposable, error: Error): unknown {
  if (isLost(error)) {
    connection.__knex__disposed ??= error;
    failures.set(connection, translated(error));
  } else if (isContention(error)) {
    failures.set(connection, error);
  }
  return translated(error);
}
