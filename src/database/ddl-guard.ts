const TABLE_STATEMENT =
  /^\s*(?:create|drop|alter|rename|truncate)\s+(?:temporary\s+)?table\s+(?:if\s+(?:not\s+)?exists\s+)?[`"]?(\w+)/i;
const INDEX_STATEMENT = /^\s*create\s+(?:unique\s+)?index\s+.*?\son\s+[`"]?(\w+)/i;
const DROP = /^\s*drop\s+table\b/i;
/** Knex alters SQLite tables by way of a table of this name. */
const KNEX_TEMPORARY = /^_knex_temp_alter\d+$/;
const KNEX_BEGINS = /^\s*create\s+table\s+[`"]?_knex_temp_alter/i;
const KNEX_ENDS = /^\s*alter\s+table\s+[`"]?_knex_temp_alter/i;

export interface GuardOptions {
  readonly direction: 'up' | 'down';
  /** What the tables' names must begin with; undefined: any. */
  readonly prefix: string | undefined;
  /** Tables that were there before: they are never dropped on the way down. */
  readonly protectedTables: ReadonlySet<string>;
}

/**
 * Looks at each statement of one migration file. On the way up a plugin that reaches for a table of somebody else
 * is stopped before anything has happened; on the way down such statements are left out, so that undoing goes on.
 */
export class DdlGuard {
  /** Statements that were left out. */
  readonly skipped: string[] = [];
  private knexAlters = false;

  constructor(private readonly options: GuardOptions) {}

  /** False: leave this statement out. */
  readonly allows = (sql: string): boolean => {
    const table = (TABLE_STATEMENT.exec(sql) ?? INDEX_STATEMENT.exec(sql))?.[1];
    if (table === undefined || this.isKnexDetour(sql, table)) return true;
    const { direction, prefix, protectedTables } = this.options;
    const foreign = prefix !== undefined && !table.startsWith(prefix);
    if (direction === 'up') {
      if (foreign) throw new ForeignTable(table, prefix);
      return true;
    }
    if (!foreign && !(DROP.test(sql) && protectedTables.has(table))) return true;
    this.skipped.push(sql);
    return false;
  };

  private isKnexDetour(sql: string, table: string): boolean {
    if (KNEX_BEGINS.test(sql)) this.knexAlters = true;
    const detour = this.knexAlters;
    if (KNEX_ENDS.test(sql)) this.knexAlters = false;
    return KNEX_TEMPORARY.test(table) || (detour && DROP.test(sql));
  }
}

export class ForeignTable extends Error {
  override readonly name = 'ForeignTable';

  constructor(table: string, prefix: string) {
    super(`it touches the table ${table}, but the tables of this plugin must be named ${prefix}…`);
  }
}
