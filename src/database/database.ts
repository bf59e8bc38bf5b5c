import type { Knex } from 'knex';
import type { EventType } from '../plugins/tokens.js';
import type { Page } from './page.js';

/** The organisation whose rows are reached. Every principal is one. */
export interface Tenant {
  readonly orgId: number;
}

/** How one table's rows look to services: camelCase keys, `Date`, booleans, parsed JSON. */
export interface TableOptions<Row> {
  /** DATETIME(3) in UTC, seen as `Date`. */
  readonly instants?: readonly (keyof Row & string)[];
  readonly booleans?: readonly (keyof Row & string)[];
  readonly json?: readonly (keyof Row & string)[];
  /** Keeps `<table>_terms` (org_id, term, id) for prefix search; fill it with `Rows.setTerms`. */
  readonly searchable?: boolean;
  /** Name of the primary key column as services see it. Default: `id`. */
  readonly key?: keyof Row & string;
  /**
   * Default true: totals of this table's lists are kept until its organisation's rows change. False spares tables
   * that are written far more often than listed the version row; their totals are counted each time.
   */
  readonly keepTotals?: boolean;
  /**
   * For tables whose rows are only ever added and never change: the column with the moment in which they are. Their
   * totals are counted from the last hour on, and cost writers nothing.
   */
  readonly appendedAt?: keyof Row & string;
}

/** A table as services name it: made by `tenantTable` or `siteTable`, handed to `Database.of` or `Database.site`. */
export interface Table<Row> {
  readonly name: string;
  readonly tenant: boolean;
  readonly options: TableOptions<Row>;
  readonly row?: Row;
}

/** Of a sort. */
export type Direction = 'asc' | 'desc';

/** One page of a list: its sort, its window, and whether the exact total is wanted. */
export interface PageRequest<Row> {
  /** Ties are broken by the primary key in the same direction. */
  readonly sort: readonly [key: keyof Row & string, direction: Direction];
  readonly window:
    | { readonly kind: 'page'; readonly page: number; readonly perPage: number }
    | { readonly kind: 'offset'; readonly offset: number; readonly limit: number }
    | { readonly kind: 'cursor'; readonly cursor?: string; readonly limit: number };
  /** Default true. A total is exact, and not counted again while the organisation's rows have not changed. */
  readonly total?: boolean;
}

/** One group of `Rows.sums`. */
export interface Sums<Row, By extends keyof Row, Of extends keyof Row> {
  readonly key: Pick<Row, By>;
  readonly count: number;
  readonly sums: Readonly<Record<Of, number>>;
}

export type Operator = '=' | '<' | '<=' | '>' | '>=' | '<>';

/** Rows of one table: of one organisation for tenant tables, so that forgetting it is impossible. Immutable: each call gives a new one. */
export interface Rows<Row> {
  /** Exact matches; `undefined` values are left out, `null` matches null. */
  where(match: Partial<Row>): Rows<Row>;
  /** `isUsual`: most rows are so, and reading an index for it would find nearly all of them. */
  compare<K extends keyof Row & string>(
    key: K,
    operator: Operator,
    value: NonNullable<Row[K]>,
    isUsual?: boolean,
  ): Rows<Row>;
  whereIn<K extends keyof Row & string>(key: K, values: readonly Row[K][]): Rows<Row>;
  whereNotNull(key: keyof Row & string): Rows<Row>;
  /** Every word must begin a word of the terms; case and accents folded. An empty text matches all. */
  search(text: string | undefined): Rows<Row>;
  orderBy(key: keyof Row & string, direction?: Direction): Rows<Row>;
  limit(count: number): Rows<Row>;
  /** Locks the rows read until the transaction ends. SQLite: the transaction holds the database anyway. */
  forUpdate(): Rows<Row>;

  first(): Promise<Row | undefined>;
  all(): Promise<Row[]>;
  count(): Promise<number>;
  page(request: PageRequest<Row>): Promise<Page<Row>>;
  /**
   * Groups of rows that are alike in `by`, each with the count of its rows and the sums of some columns (of whole
   * numbers; null counts as nothing). One statement: all of it is of one moment. In no order. Outside of
   * a transaction nothing of the process waits for it, however many rows there are.
   */
  sums<By extends keyof Row & string, Of extends keyof Row & string>(
    by: readonly By[],
    of: readonly Of[],
  ): Promise<Sums<Row, By, Of>[]>;

  /** Answers the new auto-increment id (or the given key). Tenant tables: `orgId` is filled in. */
  insert(values: Partial<Row>): Promise<number>;
  insertMany(values: readonly Partial<Row>[]): Promise<void>;
  /**
   * Inserts rows that nothing follows from: they may travel with the next statement or with the commit, which then also
   * raises what is wrong with them.
   */
  append(values: readonly Partial<Row>[]): Promise<void>;
  /** Answers the number of rows matched. */
  update(values: Partial<Row>): Promise<number>;
  /** `update` of rows that the transaction holds: it may travel with the next statement or the commit, as `append` does. */
  amend(values: Partial<Row>): Promise<void>;
  /**
   * Adds to numbers of the one row that matches, in one statement: `compare('balance', '>=', 5).add({ balance: -5 })`.
   * Answers what the first of them is then, which must not be below zero; undefined where no row matches.
   */
  add(amounts: Readonly<Partial<Record<keyof Row & string, number>>>): Promise<number | undefined>;
  delete(): Promise<number>;
  /** Replaces the search terms of one row by the words of these texts. */
  setTerms(id: number, texts: readonly (string | null | undefined)[]): Promise<void>;
}

/**
 * The one door to the database. A transaction is ambient: `transaction` joins the one in progress, and every
 * query of any service inside it uses its connection.
 */
export interface Database {
  readonly engine: 'sqlite' | 'mysql';
  /** Commits when the body resolves, rolls back when it throws. The body may run again after a deadlock. */
  transaction<T>(body: () => Promise<T>): Promise<T>;
  /**
   * A dry run: runs the body as `transaction` does, answers what it answers, and undoes it in any case. No effect
   * after a commit comes of it. Inside a transaction only what the body did is undone.
   */
  rehearse<T>(body: () => Promise<T>): Promise<T>;
  /** True inside `transaction` and `rehearse`. */
  readonly inTransaction: boolean;
  /** Rows of a tenant table that belong to this organisation. */
  of<Row>(table: Table<Row>, tenant: Tenant): Rows<Row>;
  /**
   * The organisation whose row has this public id. For doors that strangers come through, who name nothing but that
   * id: the row itself is then read as that organisation's.
   */
  ownerOf<Row>(table: Table<Row>, publicId: string): Promise<Tenant | undefined>;
  /** Rows of a table that has no organisation. Tenant tables are refused. */
  site<Row>(table: Table<Row>): Rows<Row>;
  /** Calls the listeners inside the transaction in progress (or one of its own): they may only write rows. */
  publish<T>(event: EventType<T>, payload: T): Promise<void>;
  /** Runs once the outermost transaction has committed; at once when there is none. Never after a rollback. */
  afterCommit(effect: () => void): void;
  /**
   * A Knex query builder on the ambient connection, for statements that `Rows` cannot say. Only for host rooms;
   * names are those of the database (snake_case), values are converted by the caller.
   */
  query<R extends object = Record<string, unknown>>(table: string): Knex.QueryBuilder<R>;
  /**
   * Tells that rows of a tenant table were changed by `query` or `raw`, so that totals are counted again. Call it
   * in the transaction that changes them. `Rows` does it by itself.
   */
  changed<Row>(table: Table<Row>, tenant: Tenant): void;
  /** A raw statement on the ambient connection. */
  raw<R = unknown>(sql: string, bindings?: readonly Knex.RawBinding[]): Promise<R[]>;
}

/** A table whose rows belong to organisations (`org_id`). Named `<plugin>_<noun>`. */
export function tenantTable<Row>(name: string, options: TableOptions<Row> = {}): Table<Row> {
  return { name, tenant: true, options };
}

/** A table whose rows belong to the site as a whole. */
export function siteTable<Row>(name: string, options: TableOptions<Row> = {}): Table<Row> {
  return { name, tenant: false, options };
}
