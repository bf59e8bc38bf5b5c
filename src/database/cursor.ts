import { ProblemError } from '../http/problem.js';
import type { Direction } from './database.js';
import type { Fragment } from './query-state.js';
import { quoted } from './query-state.js';

type CursorValue = string | number | null;

export interface CursorPlace {
  readonly value: CursorValue;
  readonly id: number | string;
}

/** Where the next page begins: opaque to callers, tied to the sort it was made for. */
export function writeCursor(column: string, direction: Direction, value: unknown, id: unknown): string {
  return Buffer.from(JSON.stringify([column, direction, value, id])).toString('base64url');
}

export function readCursor(text: string, column: string, direction: Direction): CursorPlace {
  const parts = parsed(text);
  const [madeFor, madeIn, value, id] = parts;
  const known = value === null || typeof value === 'string' || Number.isFinite(value);
  const identified = typeof id === 'string' || Number.isSafeInteger(id);
  if (parts.length !== 4 || madeFor !== column || madeIn !== direction || !known || !identified) throw bad();
  if ([value, id].some((part) => typeof part === 'string' && !part.isWellFormed())) throw bad();
  return { value: value as CursorValue, id: id as number | string };
}

/**
 * Rows after a place. MariaDB reads `a <= ? and (a < ? or id < ?)` as a range of the index; the row-value form
 * `(a, id) < (?, ?)` it walks from the newest end. NULL sorts below everything on both databases.
 */
export function afterPlace(column: string, key: string, direction: Direction, place: CursorPlace): Fragment {
  const [sort, id] = [quoted(column), quoted(key)];
  const beyond = direction === 'desc' ? '<' : '>';
  if (column === key) return { sql: `${id} ${beyond} ?`, bindings: [place.id] };
  if (place.value === null) {
    const rest = direction === 'desc' ? '' : ` or ${sort} is not null`;
    return { sql: `((${sort} is null and ${id} ${beyond} ?)${rest})`, bindings: [place.id] };
  }
  const range = `(${sort} ${beyond}= ? and (${sort} ${beyond} ? or ${id} ${beyond} ?))`;
  const bindings = [place.value, place.value, place.id];
  return { sql: direction === 'desc' ? `(${range} or ${sort} is null)` : range, bindings };
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch {
    // told below
  }
  throw bad();
}

function bad(): ProblemError {
  const message = 'cursor is not one that a page of this list has given';
  return new ProblemError('invalid', message, {
    details: [{ field: 'cursor', message, rule: 'format' }],
  });
}
