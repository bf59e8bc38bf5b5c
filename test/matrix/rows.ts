import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import mysql from 'mysql2/promise';

/** Where the rows of a site lie. */
export interface Place {
  readonly url: string | null;
  readonly dataDir: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** By table and id. */
export type Contents = Readonly<Record<string, ReadonlyMap<string, Row>>>;

/** Rows that change by themselves: heartbeats, leases, counted attempts, work and what comes of it. */
const RESTLESS = new Set([
  'kp_nodes',
  'kp_locks',
  'kp_login_attempts',
  'kp_row_versions',
  'kp_revisions',
  'kp_jobs',
  'kp_job_attempts',
  'kp_mail_attempts',
  'kp_webhook_deliveries',
  'kp_webhook_attempts',
  'kp_api_key_usage',
]);
/** Notes of a credential's use, true of refused requests as well; by table, what becomes of work that waits. */
const NOTES = new Set(['last_used_at', 'last_ip', 'expires_at']);
const FATES: Readonly<Record<string, ReadonlySet<string>>> = {
  kp_mails: new Set(['status', 'error', 'sent_at', 'sealed']),
  kp_cron_tasks: new Set(['fence', 'last_success_at', 'problem']),
  kp_cron_runs: new Set(['status', 'started_at', 'ended_at', 'error', 'node', 'holder', 'fence', 'beat']),
};

/** Looks at the tables past the site, so that what it says can be held against what it did. */
export class Rows {
  private constructor(
    private readonly query: (sql: string) => Promise<readonly Row[]>,
    private readonly tablesQuery: string,
    readonly close: () => Promise<void>,
  ) {}

  static async open({ url, dataDir }: Place): Promise<Rows> {
    if (url === null) {
      const file = new DatabaseSync(join(dataDir, 'koapress.db'), { readOnly: true });
      const tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
      return new Rows(
        async (sql) => file.prepare(sql).all() as Row[],
        tables,
        async () => file.close(),
      );
    }
    const connection = await mysql.createConnection({ uri: url, dateStrings: true, supportBigNumbers: true });
    const tables = 'select table_name as name from information_schema.tables where table_schema = database()';
    return new Rows(
      async (sql) => (await connection.query(sql))[0] as Row[],
      tables,
      () => connection.end(),
    );
  }

  /** Number of rows by table, but for what changes by itself. */
  async counts(): Promise<Record<string, number>> {
    const tables = await this.tables();
    const parts = tables.map((table) => `select '${table}' as name, count(*) as n from ${table}`);
    const rows = await this.query(parts.join(' union all '));
    return Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]));
  }

  /** What stands in the tables, as a hash each, but for what belongs to this organisation and its person. */
  async contentBeside(party: { orgId: number; userId: number }): Promise<Record<string, string>> {
    const contents = Object.entries(await this.rowsBeside(party));
    return Object.fromEntries(contents.map(([table, rows]) => [table, hashOf([...rows.values()])]));
  }

  /** The same, row by row. */
  async rowsBeside({ orgId, userId }: { orgId: number; userId: number }): Promise<Contents> {
    const contents: Record<string, ReadonlyMap<string, Row>> = {};
    for (const table of await this.tables()) {
      const rows = await this.query(`select * from ${table}`);
      const isTheirs = (row: Row) =>
        'org_id' in row
          ? Number(row.org_id) === orgId
          : table === 'kp_organizations'
            ? Number(row.id) === orgId
            : Number(table === 'kp_users' ? row.id : row.user_id) === userId;
      const others = rows.filter((row) => !isTheirs(row)).map((row) => lasting(row, FATES[table]));
      contents[table] = new Map(others.map((row) => [String(row.id ?? JSON.stringify(row)), row]));
    }
    return contents;
  }

  all(sql: string): Promise<readonly Row[]> {
    return this.query(sql);
  }

  private async tables(): Promise<string[]> {
    const rows = await this.query(this.tablesQuery);
    return rows
      .map(({ name }) => String(name))
      .filter((name) => !RESTLESS.has(name))
      .sort();
  }
}

function lasting(row: Row, fates?: ReadonlySet<string>): Row {
  const columns = Object.entries(row).filter(([column]) => !NOTES.has(column) && !fates?.has(column));
  return Object.fromEntries(columns);
}

function hashOf(rows: readonly Row[]): string {
  const texts = rows.map((row) => JSON.stringify(row)).toSorted();
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
