import type { Binding } from './dialects/engine.js';
import { columnOf } from './names.js';
import { allOf, type Fragment, type QueryState, quoted } from './query-state.js';
import type { RowSource } from './row-source.js';
import { deleteTerms } from './search.js';

type Values = Readonly<Record<string, unknown>>;

const MAX_BINDINGS = 10_000;
const MAX_ROWS_AT_ONCE = 500;

export async function insertRow(source: RowSource, values: object): Promise<number> {
  const row = encoded(source, owned(source, values as Values));
  const key = (values as Values)[source.key];
  const sql = `insert into ${source.name} ${columnList(row)} values ${placeList(row)}`;
  return writing(source, async () => {
    const { insertId } = await source.services.transactions.write(sql, [...row.values()]);
    source.touch();
    const id = typeof key === 'number' ? key : insertId;
    if (source.table.options.searchable) {
      source.services.transactions.current()?.fresh.add(`${source.table.name}/${id}`);
    }
    return id;
  });
}

/** `how`: whether it is written now, or may travel with the commit. */
export async function insertRows(
  source: RowSource,
  list: readonly object[],
  how: 'write' | 'append',
): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((values) => encoded(source, owned(source, values as Values)));
  await source.services.transactions.run(async () => {
    for (const batch of batches(rows)) {
      const [first] = batch;
      if (!first) continue;
      const sql = `insert into ${source.name} ${columnList(first)} values ${batch.map(placeList).join(', ')}`;
      await source.services.transactions[how](
        sql,
        batch.flatMap((row) => [...row.values()]),
      );
    }
    source.touch();
  });
}

export async function updateRows(source: RowSource, state: QueryState, values: object): Promise<number> {
  assertWhole(state, 'update');
  const update = updateOf(source, state, values);
  if (!update) return matching(source, state);
  return writing(source, async () => {
    const { matched } = await source.services.transactions.write(update.sql, update.bindings);
    if (matched > 0) source.touch();
    return matched;
  });
}

export async function amendRows(source: RowSource, state: QueryState, values: object): Promise<void> {
  assertWhole(state, 'amend');
  const update = updateOf(source, state, values);
  if (!update) return;
  await writing(source, async () => {
    await source.services.transactions.append(update.sql, update.bindings);
    source.touch();
  });
}

/** Undefined: nothing is to be changed. */
function updateOf(source: RowSource, state: QueryState, values: object): Fragment | undefined {
  const { orgId, ...rest } = values as Values;
  if (orgId !== undefined && source.orgId !== undefined && orgId !== source.orgId) throw foreign(source);
  const changes = encoded(source, source.orgId === undefined ? (values as Values) : rest);
  if (changes.size === 0) return undefined;
  const where = allOf(state.conditions);
  const assignments = [...changes.keys()].map((column) => `${quoted(column)} = ?`).join(', ');
  const sql = `update ${source.name} set ${assignments}${where.sql}`;
  return { sql, bindings: [...changes.values(), ...where.bindings] };
}

/** Adds to columns of the one row that matches; answers the new value of the first. */
export async function addToRow(
  source: RowSource,
  state: QueryState,
  amounts: Readonly<Record<string, number>>,
): Promise<number | undefined> {
  assertWhole(state, 'add');
  const { sql: where, bindings } = allOf(state.conditions);
  const columns = Object.entries(amounts).map(([key, amount]) => {
    if (!Number.isSafeInteger(amount)) throw new TypeError(`Not a whole number: ${key} + ${amount}`);
    return [quoted(columnOf(key)), amount] as const;
  });
  return writing(source, async () => {
    const { transactions } = source.services;
    const added = await transactions.add({ table: source.name, amounts: columns, where, bindings });
    if (added !== undefined) source.touch();
    return added;
  });
}

export async function deleteRows(source: RowSource, state: QueryState): Promise<number> {
  assertWhole(state, 'delete');
  const where = allOf(state.conditions);
  return writing(source, async () => {
    if (source.table.options.searchable) await deleteTerms(source, where);
    const { matched } = await source.services.transactions.write(
      `delete from ${source.name}${where.sql}`,
      where.bindings,
    );
    if (matched > 0) source.touch();
    return matched;
  });
}

/** In a transaction where the statement is not the only one: search terms and versions go with the rows. */
function writing<T>(source: RowSource, body: () => Promise<T>): Promise<T> {
  const alone = !source.keepsTotals && !source.table.options.searchable;
  return alone ? body() : source.services.transactions.run(body);
}

async function matching(source: RowSource, state: QueryState): Promise<number> {
  const { sql, bindings } = allOf(state.conditions);
  const text = `select count(*) as total from ${source.name}${sql}`;
  const [row] = await source.services.transactions.read(text, bindings);
  return Number(row?.total);
}

/** The row with its organisation, which nobody may name otherwise. */
function owned(source: RowSource, values: Values): Values {
  if (source.orgId === undefined) return values;
  if (values.orgId !== undefined && values.orgId !== source.orgId) throw foreign(source);
  return { ...values, orgId: source.orgId };
}

function encoded(source: RowSource, values: Values): Map<string, Binding> {
  const row = new Map<string, Binding>();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) row.set(columnOf(key), source.codec.encode(key, value));
  }
  return row;
}

/** Runs of rows that name the same columns, cut to what one statement bears. */
function* batches(rows: readonly Map<string, Binding>[]): Generator<Map<string, Binding>[]> {
  let batch: Map<string, Binding>[] = [];
  let columns = '';
  for (const row of rows) {
    const names = columnList(row);
    const full = batch.length >= MAX_ROWS_AT_ONCE || (batch.length + 1) * row.size > MAX_BINDINGS;
    if (batch.length > 0 && (names !== columns || full)) {
      yield batch;
      batch = [];
    }
    columns = names;
    batch.push(row);
  }
  yield batch;
}

function columnList(row: ReadonlyMap<string, Binding>): string {
  return `(${[...row.keys()].map(quoted).join(', ')})`;
}

function placeList(row: ReadonlyMap<string, Binding>): string {
  return `(${'?, '.repeat(row.size).slice(0, -2)})`;
}

function assertWhole({ limit, order }: QueryState, what: string): void {
  if (limit !== undefined || order.length > 0) throw new TypeError(`${what} takes neither limit nor order`);
}

function foreign(source: RowSource): TypeError {
  return new TypeError(`Rows of ${source.table.name} cannot be given to another organisation`);
}
