import type { RawRow } from './dialects/engine.js';
import { allOf, padded, quoted } from './query-state.js';
import type { RowSource } from './row-source.js';

/** More keys than this are read by a statement of their own. */
export const MAX_KEYS = 64;

/** Rows by primary key, in the order of the keys; one statement serves all who ask for rows of this table meanwhile. */
export async function readByKeys(source: RowSource, keys: readonly number[]): Promise<RawRow[]> {
  const { transactions } = source.services;
  const name = `${source.orgId}/${source.table.name}/${source.keyColumn}`;
  const found = await transactions.shared.share(name, keys, (wanted) => rowsByKey(source, wanted));
  const rows: RawRow[] = [];
  for (const key of new Set(keys)) {
    const row = found.get(key);
    if (row) rows.push(row);
  }
  return rows;
}

async function rowsByKey(source: RowSource, keys: readonly number[]): Promise<ReadonlyMap<unknown, RawRow>> {
  const wanted = padded(keys);
  const condition = `${quoted(source.keyColumn)} in (${wanted.map(() => '?').join(', ')})`;
  const { sql, bindings } = allOf([...source.tenancy, { sql: condition, bindings: wanted, isKeys: true }]);
  const rows = await source.services.transactions.read(`select * from ${source.name}${sql}`, bindings);
  return new Map(rows.map((row) => [row[source.keyColumn], row]));
}
