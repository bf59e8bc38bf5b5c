import { ProblemError } from '../http/problem.js';
import type { Table } from './database.js';
import { instantText } from './dialects/binding.js';
import type { Binding, RawRow } from './dialects/engine.js';
import { keyOf } from './names.js';

type Decode = (value: unknown) => unknown;

/** How the columns of one statement become keys: made once, used for every row that looks the same. */
interface Plan {
  readonly columns: readonly string[];
  /** Where the column stands that is left out; -1: none is. */
  readonly skipped: number;
  readonly keys: readonly string[];
  readonly decoders: readonly (Decode | undefined)[];
}

/** Turns rows of one table into what services see, and back. */
export class RowCodec {
  private readonly instants: ReadonlySet<string>;
  private readonly booleans: ReadonlySet<string>;
  private readonly json: ReadonlySet<string>;
  private plan: Plan = { columns: [], skipped: -1, keys: [], decoders: [] };

  constructor(table: Table<unknown>) {
    const { instants = [], booleans = [], json = [] } = table.options;
    this.instants = new Set(instants as readonly string[]);
    this.booleans = new Set(booleans as readonly string[]);
    this.json = new Set(json as readonly string[]);
  }

  /** A value as the database keeps it. Text that is no valid Unicode and impossible dates are the caller's fault. */
  encode(key: string, value: unknown): Binding {
    if (value === null) return null;
    if (this.json.has(key)) return wellFormed(key, JSON.stringify(value));
    switch (typeof value) {
      case 'string':
        return wellFormed(key, value);
      case 'number':
        if (!Number.isFinite(value)) throw faulty(key, 'is not a number');
        return value;
      case 'boolean':
        return value ? 1 : 0;
      case 'bigint':
        return value;
    }
    if (value instanceof Date) return instant(key, value);
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`${key} is a ${typeof value}: name it in the table's json columns`);
  }

  decodeAll<Row>(rows: readonly RawRow[], skipped?: string): Row[] {
    const first = rows[0];
    if (!first) return [];
    const plan = this.planFor(Object.keys(first), skipped);
    return rows.map((row) => decoded(row, plan) as Row);
  }

  private planFor(columns: readonly string[], left: string | undefined): Plan {
    const { plan } = this;
    const skipped = left === undefined ? -1 : columns.indexOf(left);
    const isSame = plan.skipped === skipped && plan.columns.length === columns.length;
    if (isSame && plan.columns.every((column, i) => column === columns[i])) return plan;
    const keys = columns.map(keyOf);
    this.plan = { columns, skipped, keys, decoders: keys.map((key) => this.decoderOf(key)) };
    return this.plan;
  }

  private decoderOf(key: string): Decode | undefined {
    if (this.instants.has(key)) return readInstant;
    if (this.booleans.has(key)) return readBoolean;
    if (this.json.has(key)) return readJson;
    return undefined;
  }
}

const codecs = new WeakMap<Table<unknown>, RowCodec>();

export function codecOf(table: Table<unknown>): RowCodec {
  const known = codecs.get(table);
  if (known) return known;
  const codec = new RowCodec(table);
  codecs.set(table, codec);
  return codec;
}

/** All rows of one result have their columns in one order: taking the values at once beats asking for each by name. */
function decoded(row: RawRow, { skipped, keys, decoders }: Plan): RawRow {
  const values = Object.values(row);
  const result: RawRow = {};
  for (let i = 0; i < values.length; i++) {
    if (i === skipped) continue;
    const value = values[i];
    const decode = decoders[i];
    result[keys[i] as string] = decode && value !== null ? decode(value) : value;
  }
  return result;
}

/** `2026-03-29 02:30:00.123`, or without a fraction. By hand, because `Date` takes four times as long to read it. */
function readInstant(value: unknown): Date {
  const text = String(value);
  const year = two(text, 0) * 100 + two(text, 2);
  const fraction = text.length >= 23 ? two(text, 20) * 10 + digit(text, 22) : 0;
  return new Date(
    Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17), fraction),
  );
}

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

function readBoolean(value: unknown): boolean {
  return value === 1 || value === true;
}

function readJson(value: unknown): unknown {
  return JSON.parse(String(value));
}

function wellFormed(key: string, text: string): string {
  if (!text.isWellFormed()) throw faulty(key, 'holds half of a character');
  return text;
}

function instant(key: string, date: Date): string {
  const year = date.getUTCFullYear();
  // DATETIME ends with the year 9999; NaN fails both comparisons.
  if (!(year >= 1000 && year <= 9999)) throw faulty(key, 'is not a possible date');
  return instantText(date);
}

function faulty(key: string, what: string): ProblemError {
  const message = `${key} ${what}`;
  return new ProblemError('invalid', message, { details: [{ field: key, message, rule: 'format' }] });
}
