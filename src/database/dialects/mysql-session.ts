import type { Knex } from 'knex';
import type { Connection } from 'mysql2';
import type { Addition, Binding, RawRow, Session, VersionKey, Written } from './engine.js';
import {
  appendedOf,
  failureOf,
  forgetFailure,
  headerOf,
  rowsOf,
  runMysql,
  settleMysql,
} from './mysql-client.js';
import { type Appended, closing, judgedVersions, writeVersions } from './mysql-closing.js';

/** More are written one by one: each number of them is another statement to keep prepared. */
const MAX_APPENDED = 4;

export async function mysqlSession(knex: Knex, mariadb: boolean): Promise<Session> {
  const client = knex.client as Knex.Client;
  const connection = (await client.acquireConnection()) as Connection;
  return new MysqlSession(connection, () => client.releaseConnection(connection), mariadb);
}

class MysqlSession implements Session {
  private inTransaction = false;

  constructor(
    readonly connection: Connection,
    readonly release: () => void,
    private readonly mariadb: boolean,
  ) {}

  async read(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    await this.settle();
    const [result] = await runMysql(this.connection, sql, bindings);
    return rowsOf(result);
  }

  async append(sql: string, bindings: readonly Binding[]): Promise<void> {
    if (!this.inTransaction || !this.mariadb) return void (await this.write(sql, bindings));
    const appended = appendedOf(this.connection);
    if (appended.length === MAX_APPENDED) await this.settle();
    appended.push({ sql, bindings });
  }

  settle(): Promise<void> {
    return settleMysql(this.connection);
  }

  async write(sql: string, bindings: readonly Binding[]): Promise<Written> {
    await this.settle();
    const header = headerOf((await runMysql(this.connection, sql, bindings))[0]);
    return { matched: header.affectedRows, insertId: header.insertId };
  }

  async add({ table, amounts, where, bindings }: Addition): Promise<number | undefined> {
    // `last_insert_id(…)` hands a value of the updated row over with the answer, so that nobody reads it again.
    const sets = amounts.map(([column], index) =>
      index === 0 ? `${column} = last_insert_id(${column} + ?)` : `${column} = ${column} + ?`,
    );
    const values = [...amounts.map(([, amount]) => amount), ...bindings];
    const { matched, insertId } = await this.write(`update ${table} set ${sets.join(', ')}${where}`, values);
    return matched === 0 ? undefined : insertId;
  }

  async begin(): Promise<void> {
    forgetFailure(this.connection);
    await runMysql(this.connection, 'start transaction', []);
    this.inTransaction = true;
  }

  async commit(versions: readonly VersionKey[]): Promise<void> {
    const appended = appendedOf(this.connection).splice(0);
    if (this.mariadb && versions.length + appended.length > 0)
      return this.closed(closing(appended, versions));
    if (versions.length > 0) await writeVersions(this, versions);
    await runMysql(this.connection, 'commit', []);
  }

  async rollback(): Promise<void> {
    appendedOf(this.connection).length = 0;
    try {
      await runMysql(this.connection, 'rollback', []);
    } catch (error) {
      (this.connection as { __knex__disposed?: unknown }).__knex__disposed = error;
    } finally {
      forgetFailure(this.connection);
    }
  }

  failure(): unknown {
    return failureOf(this.connection);
  }

  private async closed({ sql, bindings }: Appended): Promise<void> {
    try {
      await runMysql(this.connection, sql, bindings);
    } catch (error) {
      throw judgedVersions(error);
    }
  }
}
