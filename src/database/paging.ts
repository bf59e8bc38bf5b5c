import { afterPlace, readCursor, writeCursor } from './cursor.js';
import type { Direction, PageRequest } from './database.js';
import type { Binding, RawRow } from './dialects/engine.js';
import { columnOf } from './names.js';
import { Page, type PageWindow } from './page.js';
import { allOf, canonical, type Fragment, type QueryState, quoted } from './query-state.js';
import type { RowSource } from './row-source.js';
import { searched } from './search.js';

/** Behind this many rows the page's keys are looked up first, in the index alone, and then the rows. */
const LATE_FROM = 100;
/** Column that brings the version with every row of a page. */
const VERSION = 'kp_version';

/** A page as the database reads it. */
interface Slice {
  readonly column: string;
  readonly direction: Direction;
  readonly conditions: readonly Fragment[];
  readonly offset: number;
  readonly limit: number;
  readonly late: boolean;
}

export async function readPage<Row>(
  source: RowSource,
  state: QueryState,
  request: PageRequest<Row>,
): Promise<Page<Row>> {
  const { listed, counted } = await searched(source, state.conditions);
  const slice = sliceOf(source, listed, request);
  const { rows, total } =
    request.total === false
      ? { rows: await readSlice(source, slice, false), total: null }
      : await readWithTotal(source, { ...state, conditions: counted }, slice);
  if (request.window.kind !== 'cursor') {
    return new Page(source.codec.decodeAll<Row>(rows, VERSION), windowOf(request), total);
  }
  const items = rows.slice(0, request.window.limit);
  const last = rows.length > items.length ? items.at(-1) : undefined;
  const next = last
    ? writeCursor(slice.column, slice.direction, last[slice.column], last[source.keyColumn])
    : null;
  return new Page(source.codec.decodeAll<Row>(items, VERSION), windowOf(request), total, next);
}

function sliceOf<Row>(source: RowSource, conditions: readonly Fragment[], request: PageRequest<Row>): Slice {
  const [key, wanted] = request.sort;
  const column = columnOf(key);
  const direction: Direction = wanted === 'desc' ? 'desc' : 'asc';
  const { window } = request;
  if (window.kind === 'cursor') {
    // One more than asked for tells whether there is a next page.
    const limit = window.limit + 1;
    if (!window.cursor) return { column, direction, conditions, offset: 0, limit, late: false };
    const place = readCursor(window.cursor, column, direction);
    const after = afterPlace(column, source.keyColumn, direction, place);
    return { column, direction, conditions: [...conditions, after], offset: 0, limit, late: true };
  }
  const limit = window.kind === 'page' ? window.perPage : window.limit;
  const wantedOffset = window.kind === 'page' ? (window.page - 1) * window.perPage : window.offset;
  const offset = Math.min(Math.max(wantedOffset, 0), Number.MAX_SAFE_INTEGER);
  return { column, direction, conditions, offset, limit, late: offset >= LATE_FROM };
}

async function readWithTotal(
  source: RowSource,
  state: QueryState,
  slice: Slice,
): Promise<{ rows: readonly RawRow[]; total: number }> {
  if (!source.keepsTotals || source.changedInTransaction) {
    const rows = await readSlice(source, slice, false);
    return { rows, total: impliedTotal(state, slice, rows) ?? (await countAgain(source, state)) };
  }
  const key = keyOf(source, state);
  const fromEnd = await readFromEnd(source, slice, key);
  if (fromEnd) return fromEnd;

  const rows = await readSlice(source, slice, true);
  const implied = impliedTotal(state, slice, rows);
  if (implied !== undefined) return { rows, total: implied };
  return { rows, total: await totalAt(source, state, key, rows) };
}

/** The total for a page whose rows, if there are any, bring the version they were read at. */
async function totalAt(
  source: RowSource,
  state: QueryState,
  key: string,
  rows: readonly RawRow[],
): Promise<number> {
  const { totals, transactions } = source.services;
  const version = rows[0] ? Number(rows[0][VERSION]) : await readVersion(source);
  const known = totals.at(key, version);
  if (known !== undefined) return known;
  // Who holds a transaction waits for nobody else's count: that one might be waiting for our connection.
  if (transactions.current()) return (await countRows(source, state)).total;
  return totals.count(key, version, () => countRows(source, state));
}

/**
 * Reads a page of the second half of a list backwards from its end, where the total is known: half the way, and
 * nothing at all behind the end. Holds only if the rows turn out to be of the version that was counted.
 */
async function readFromEnd(
  source: RowSource,
  slice: Slice,
  key: string,
): Promise<{ rows: readonly RawRow[]; total: number } | undefined> {
  const counted = source.services.totals.last(key);
  if (!counted || slice.offset < LATE_FROM || slice.offset * 2 < counted.total) return undefined;
  const { version, total } = counted;
  const left = total - slice.offset;
  if (left <= 0) return (await readVersion(source)) === version ? { rows: [], total } : undefined;
  const limit = Math.min(slice.limit, left);
  const direction = slice.direction === 'desc' ? 'asc' : 'desc';
  const rows = await readSlice(source, { ...slice, direction, limit, offset: left - limit }, true);
  return Number(rows[0]?.[VERSION]) === version ? { rows: rows.toReversed(), total } : undefined;
}

/** A page that is not full ends the list: its total needs no counting. */
function impliedTotal(state: QueryState, slice: Slice, rows: readonly RawRow[]): number | undefined {
  const whole = state.conditions.length === slice.conditions.length;
  const ends = rows.length < slice.limit && (rows.length > 0 || slice.offset === 0);
  return whole && ends ? slice.offset + rows.length : undefined;
}

async function readSlice(source: RowSource, slice: Slice, versioned: boolean): Promise<readonly RawRow[]> {
  const where = allOf(slice.conditions);
  const version = versioned ? versionOf(source) : { sql: '', bindings: [] };
  const lead = versioned ? `${version.sql} as ${VERSION}, ` : '';
  const order = orderOf(source, slice, '');
  const window: Binding[] = slice.offset > 0 ? [slice.limit, slice.offset] : [slice.limit];
  const cut = slice.offset > 0 ? ' limit ? offset ?' : ' limit ?';
  const key = quoted(source.keyColumn);
  const sql = slice.late
    ? `select ${lead}t.* from (select ${key} as kp_key from ${source.name}${where.sql}${order}${cut}) k` +
      ` join ${source.name} t on t.${key} = k.kp_key${orderOf(source, slice, 't.')}`
    : `select ${lead}${source.name}.* from ${source.name}${where.sql}${order}${cut}`;
  return source.services.transactions.readShared(sql, [...version.bindings, ...where.bindings, ...window]);
}

/** Ties go in the direction of the sort, so that an index on the sort column is read as it is. */
function orderOf(source: RowSource, { column, direction }: Slice, prefix: string): string {
  const key = `${prefix}${quoted(source.keyColumn)} ${direction}`;
  if (column === source.keyColumn) return ` order by ${key}`;
  return ` order by ${prefix}${quoted(column)} ${direction}, ${key}`;
}

/** The version in the same statement, and so of the same snapshot, as what it stands beside. */
function versionOf(source: RowSource): Fragment {
  return {
    sql: 'coalesce((select version from kp_row_versions where org_id = ? and table_name = ?), 0)',
    bindings: [source.orgId as number, source.table.name],
  };
}

async function readVersion(source: RowSource): Promise<number> {
  const { sql, bindings } = versionOf(source);
  const [row] = await source.services.transactions.readShared(`select ${sql} as version`, bindings);
  return Number(row?.version);
}

async function countRows(source: RowSource, state: QueryState): Promise<{ version: number; total: number }> {
  const where = allOf(state.conditions);
  const version = source.keepsTotals ? versionOf(source) : { sql: '0', bindings: [] };
  const sql = `select ${version.sql} as version, (select count(*) from ${source.name}${where.sql}) as total`;
  const [row] = await source.services.transactions.read(sql, [...version.bindings, ...where.bindings]);
  return { version: Number(row?.version), total: Number(row?.total) };
}

/** What is only ever added to is counted from where it was counted last. Who holds a transaction waits for nobody's count. */
async function countAgain(source: RowSource, state: QueryState): Promise<number> {
  const { appendedTotals, transactions } = source.services;
  const { appendedAt: key } = source;
  if (key === undefined || transactions.current()) return (await countRows(source, state)).total;
  return appendedTotals.count(keyOf(source, state), async (from, before) => {
    const at = (operator: string, instant: Date | undefined): Fragment[] =>
      instant
        ? [{ sql: `${quoted(columnOf(key))} ${operator} ?`, bindings: [source.codec.encode(key, instant)] }]
        : [];
    const conditions = [...state.conditions, ...at('>=', from), ...at('<', before)];
    return (await countRows(source, { ...state, conditions })).total;
  });
}

function keyOf({ orgId, table }: RowSource, { conditions }: QueryState): string {
  return `${orgId}/${table.name}\n${canonical(conditions)}`;
}

function windowOf<Row>({ window }: PageRequest<Row>): PageWindow {
  return window.kind === 'cursor' ? { kind: 'cursor', limit: window.limit } : window;
}
