import { ProblemError } from '../http/problem.js';
import type { Sums } from './database.js';
import type { RawRow } from './dialects/engine.js';
import { columnOf } from './names.js';
import { allOf, type QueryState, quoted } from './query-state.js';
import type { RowSource } from './row-source.js';

/** Counts and adds up the rows of each group in the database. */
export async function readSums<Row, By extends keyof Row & string, Of extends keyof Row & string>(
  source: RowSource,
  { conditions }: QueryState,
  by: readonly By[],
  of: readonly Of[],
): Promise<Sums<Row, By, Of>[]> {
  const groups = by.map((key) => quoted(columnOf(key)));
  const added = of.map((key, n) => `sum(${quoted(columnOf(key))}) as sum_${n}`);
  const { sql, bindings } = allOf(conditions);
  const grouped = groups.length === 0 ? '' : ` group by ${groups.join(', ')}`;
  const columns = [...groups, 'count(*) as row_count', ...added].join(', ');
  const text = `select ${columns} from ${source.name}${sql}${grouped}`;
  const rows = await source.services.transactions.readLong(text, bindings).catch((error: unknown) => {
    // SQLite's driver reads no number that JavaScript cannot say.
    throw error instanceof RangeError ? tooLarge(error) : error;
  });
  return rows.map((row) => group(source, row, by, of));
}

function group<Row, By extends keyof Row & string, Of extends keyof Row & string>(
  source: RowSource,
  row: RawRow,
  by: readonly By[],
  of: readonly Of[],
): Sums<Row, By, Of> {
  const columns = Object.fromEntries(by.map((key) => [columnOf(key), row[columnOf(key)]]));
  const [key] = source.codec.decodeAll<Pick<Row, By>>([columns as RawRow]);
  const sums = Object.fromEntries(of.map((name, n) => [name, whole(row[`sum_${n}`])]));
  return {
    key: key as Pick<Row, By>,
    count: whole(row.row_count),
    sums: sums as Record<Of, number>,
  };
}

/** The sum itself, if a number can say it exactly; else `unprocessable`. */
export function exact(sum: number): number {
  if (Number.isSafeInteger(sum)) return sum;
  throw tooLarge();
}

function tooLarge(cause?: unknown): ProblemError {
  return new ProblemError('unprocessable', 'The sum is too large to be said exactly: ask for less at once', {
    reason: 'sum_too_large',
    cause,
  });
}

/** Sums come as texts from one database and as numbers from the other; of no rows at all they are null. */
function whole(value: unknown): number {
  const number = Number(value ?? 0);
  return exact(number);
}
