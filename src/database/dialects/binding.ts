import type { Binding } from './engine.js';

/** `2026-03-29 02:30:00.123`: what DATETIME(3) holds, and what SQLite keeps as text. */
export function instantText(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

/** What a Knex builder may bind, as both drivers store it alike. Objects are refused: JSON is made of them before. */
export function toBinding(value: unknown): Binding {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return instantText(value);
  if (typeof value === 'bigint' || value instanceof Uint8Array) return value;
  throw new TypeError(`A ${typeof value} cannot be stored: convert it first`);
}

/** Tells statements that give rows back and change nothing. */
export function isReading(sql: string): boolean {
  return /^\s*(select|explain|show)\b/i.test(sql) && !/\bfor update\b/i.test(sql);
}
