import type { Database } from '../database/database.js';
import type { SealedColumn, SealedRow } from './sealed-columns.js';

const BATCH = 100;

/** All sealed texts of a column by id, a small batch at a time, so that no lock and no memory grows with the table. */
export async function* eachBatch(db: Database, column: SealedColumn): AsyncGenerator<readonly SealedRow[]> {
  const columns = [...new Set(['id', column.column, ...column.needs])];
  for (let last = 0; ; ) {
    const found = (await db
      .query(column.table)
      .select(columns)
      .where('id', '>', last)
      .whereNotNull(column.column)
      .orderBy('id')
      .limit(BATCH)) as Record<string, unknown>[];
    if (found.length === 0) return;
    yield found.map((row) => ({ id: Number(row.id), sealed: String(row[column.column]), row }));
    last = Number(found.at(-1)?.id);
  }
}
