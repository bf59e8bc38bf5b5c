import type { Direction } from './database.js';
import type { Binding } from './dialects/engine.js';

/** A piece of SQL with its values. */
export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly Binding[];
  /** Where this says nothing but which primary keys are wanted: those. */
  readonly keys?: readonly number[];
  /** A list of primary keys: whatever else is asked, this is how the rows are to be found. */
  readonly isKeys?: true;
  /** That the rows are of one organisation. */
  readonly isTenancy?: true;
  /** Words that are searched for, of which each begins a term of the row. */
  readonly words?: readonly string[];
}

/** What a `Rows` object asks for. Never changed, only copied. */
export interface QueryState {
  readonly conditions: readonly Fragment[];
  readonly order: readonly { readonly column: string; readonly direction: Direction }[];
  readonly limit: number | undefined;
  readonly lock: boolean;
}

/**
 * All of these conditions. Where rows are named by their keys, the plus keeps SQLite, which counts no rows beforehand, from
 * going through all of an organisation instead of looking twenty keys up. Both databases take it as the column itself.
 */
export function allOf(conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return { sql: '', bindings: [] };
  const byKeys = conditions.some(({ isKeys }) => isKeys);
  const texts = conditions.map(({ sql, isTenancy }) => (byKeys && isTenancy ? `+${sql}` : sql));
  return {
    sql: ` where ${texts.join(' and ')}`,
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}

/** The same text for the same filter, whatever the order in which it was put together. */
export function canonical(conditions: readonly Fragment[]): string {
  return conditions
    .map(({ sql, bindings }) => `${sql} ${JSON.stringify(bindings, plain)}`)
    .sort()
    .join('\n');
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** Backticks are understood by both databases; names have been checked before. */
export function quoted(name: string): string {
  return `\`${name}\``;
}

/** To the next power of two with the last value again: few lengths, so few prepared statements. */
export function padded<T>(values: readonly T[]): T[] {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<T>(length - values.length).fill(values.at(-1) as T)];
}
