import type { Direction, Operator, PageRequest, Rows, Sums } from './database.js';
import type { RawRow } from './dialects/engine.js';
import { MAX_KEYS, readByKeys } from './key-reads.js';
import { columnOf } from './names.js';
import type { Page } from './page.js';
import { readPage } from './paging.js';
import { allOf, type Fragment, padded, type QueryState, quoted } from './query-state.js';
import type { RowSource } from './row-source.js';
import { addToRow, amendRows, deleteRows, insertRow, insertRows, updateRows } from './row-writes.js';
import { searchCondition, writeTerms } from './search.js';
import { readSums } from './sums.js';

const OPERATORS: ReadonlySet<string> = new Set(['=', '<', '<=', '>', '>=', '<>']);
const EVERYTHING: Omit<QueryState, 'conditions'> = { order: [], limit: undefined, lock: false };

/**
 * Statements are put together here and not by Knex's builder, which costs as much as the statement itself; Knex
 * keeps the connections.
 */
export class TableRows<Row> implements Rows<Row> {
  private constructor(
    private readonly source: RowSource,
    private readonly state: QueryState,
  ) {
    Object.freeze(this);
  }

  static of<Row>(source: RowSource): Rows<Row> {
    return new TableRows<Row>(source, { ...EVERYTHING, conditions: source.tenancy });
  }

  where(match: Partial<Row>): Rows<Row> {
    const added: Fragment[] = [];
    for (const [key, value] of Object.entries(match)) {
      if (value === undefined) continue;
      const column = quoted(columnOf(key));
      if (value === null) added.push({ sql: `${column} is null`, bindings: [] });
      else
        added.push({
          sql: `${column} = ?`,
          bindings: [this.source.codec.encode(key, value)],
          ...this.keys(key, [value]),
        });
    }
    return this.and(...added);
  }

  compare<K extends keyof Row & string>(
    key: K,
    operator: Operator,
    value: NonNullable<Row[K]>,
    isUsual = false,
  ): Rows<Row> {
    if (!OPERATORS.has(operator)) throw new TypeError(`Not an operator: ${operator}`);
    // As in `allOf`: the plus keeps SQLite from this column's index.
    const sql = `${isUsual ? '+' : ''}${quoted(columnOf(key))} ${operator} ?`;
    return this.and({ sql, bindings: [this.source.codec.encode(key, value)] });
  }

  whereIn<K extends keyof Row & string>(key: K, values: readonly Row[K][]): Rows<Row> {
    if (values.length === 0) return this.and({ sql: '1 = 0', bindings: [] });
    const bindings = padded(values.map((value) => this.source.codec.encode(key, value)));
    const places = bindings.map(() => '?').join(', ');
    const found = key === this.source.key ? ({ isKeys: true } as const) : {};
    const sql = `${quoted(columnOf(key))} in (${places})`;
    return this.and({ sql, bindings, ...found, ...this.keys(key, values) });
  }

  whereNotNull(key: keyof Row & string): Rows<Row> {
    return this.and({ sql: `${quoted(columnOf(key))} is not null`, bindings: [] });
  }

  search(text: string | undefined): Rows<Row> {
    const condition = searchCondition(this.source, text);
    return condition ? this.and(condition) : this;
  }

  orderBy(key: keyof Row & string, direction: Direction = 'asc'): Rows<Row> {
    return this.with({
      order: [...this.state.order, { column: columnOf(key), direction: directionOf(direction) }],
    });
  }

  limit(count: number): Rows<Row> {
    if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`Not a number of rows: ${count}`);
    return this.with({ limit: count });
  }

  forUpdate(): Rows<Row> {
    return this.with({ lock: true });
  }

  async first(): Promise<Row | undefined> {
    const keys = this.keysAlone();
    if (keys) return this.source.codec.decodeAll<Row>(await readByKeys(this.source, keys))[0];
    const rows = await this.select(1);
    return this.source.codec.decodeAll<Row>(rows)[0];
  }

  async all(): Promise<Row[]> {
    const keys = this.keysAlone();
    if (keys) return this.source.codec.decodeAll<Row>(await readByKeys(this.source, keys));
    return this.source.codec.decodeAll<Row>(await this.select(this.state.limit));
  }

  async count(): Promise<number> {
    const { sql, bindings } = allOf(this.state.conditions);
    const text = `select count(*) as total from ${this.source.name}${sql}`;
    const [row] = await this.source.services.transactions.read(text, bindings);
    return Number(row?.total);
  }

  page(request: PageRequest<Row>): Promise<Page<Row>> {
    return readPage<Row>(this.source, this.state, request);
  }

  sums<By extends keyof Row & string, Of extends keyof Row & string>(
    by: readonly By[],
    of: readonly Of[],
  ): Promise<Sums<Row, By, Of>[]> {
    return readSums<Row, By, Of>(this.source, this.state, by, of);
  }

  insert(values: Partial<Row>): Promise<number> {
    return insertRow(this.source, values);
  }

  insertMany(values: readonly Partial<Row>[]): Promise<void> {
    return insertRows(this.source, values, 'write');
  }

  append(values: readonly Partial<Row>[]): Promise<void> {
    return insertRows(this.source, values, 'append');
  }

  update(values: Partial<Row>): Promise<number> {
    return updateRows(this.source, this.state, values);
  }

  amend(values: Partial<Row>): Promise<void> {
    return amendRows(this.source, this.state, values);
  }

  add(amounts: Readonly<Partial<Record<keyof Row & string, number>>>): Promise<number | undefined> {
    return addToRow(this.source, this.state, amounts as Readonly<Record<string, number>>);
  }

  delete(): Promise<number> {
    return deleteRows(this.source, this.state);
  }

  setTerms(id: number, texts: readonly (string | null | undefined)[]): Promise<void> {
    return writeTerms(this.source, id, texts);
  }

  private select(limit: number | undefined): Promise<RawRow[]> {
    const { sql, bindings } = allOf(this.state.conditions);
    const lock = this.state.lock ? this.source.services.engine.lockSuffix : '';
    const text = `select * from ${this.source.name}${sql}${orderOf(this.state)}${limit === undefined ? '' : ' limit ?'}${lock}`;
    return this.source.services.transactions.read(
      text,
      limit === undefined ? bindings : [...bindings, limit],
    );
  }

  /** Notes that a condition names primary keys. */
  private keys(key: string, values: readonly unknown[]): { keys?: readonly number[] } {
    const named = key === this.source.key && values.length <= MAX_KEYS && values.every(Number.isSafeInteger);
    return named ? { keys: values as readonly number[] } : {};
  }

  /** The keys, if nothing but them is asked for, and nobody's transaction needs to see its own rows. */
  private keysAlone(): readonly number[] | undefined {
    const { conditions, order, limit, lock } = this.state;
    if (lock || limit !== undefined || order.length > 0) return undefined;
    if (conditions.length !== this.source.tenancy.length + 1) return undefined;
    return this.source.services.transactions.current() ? undefined : conditions.at(-1)?.keys;
  }

  private and(...added: readonly Fragment[]): Rows<Row> {
    return added.length === 0 ? this : this.with({ conditions: [...this.state.conditions, ...added] });
  }

  private with(changed: Partial<QueryState>): Rows<Row> {
    return new TableRows<Row>(this.source, { ...this.state, ...changed });
  }
}

function orderOf({ order }: QueryState): string {
  if (order.length === 0) return '';
  return ` order by ${order.map(({ column, direction }) => `${quoted(column)} ${direction}`).join(', ')}`;
}

function directionOf(direction: Direction): Direction {
  return direction === 'desc' ? 'desc' : 'asc';
}
