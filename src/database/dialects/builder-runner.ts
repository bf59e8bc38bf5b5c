import type { Knex } from 'knex';
import { isReading } from './binding.js';
import type { DialectConfig } from './engine.js';

/** The parts of Knex's builders that tell what they will do. */
interface Builder {
  readonly _method?: string;
  readonly _single?: { readonly lock?: unknown };
  readonly _connection?: object;
  readonly sql?: unknown;
}

interface Runner {
  connection: object | undefined;
}

const READING_METHODS = new Set(['select', 'first', 'pluck']);

/**
 * Decides, when a builder is run and not when it was made, on which connection: that of the transaction in
 * progress, one that only reads, or any other.
 */
export function builderRunner(
  client: Knex.Client,
  target: object,
  make: (client: Knex.Client, target: object) => unknown,
): unknown {
  const builder = target as Builder;
  const { ambient, readClient } = client.config as DialectConfig;
  const transacting = (client as { transacting?: boolean }).transacting === true;
  if (transacting || builder._connection) return make(client, target);
  const connection = ambient?.();
  if (!connection && readClient && reads(builder)) return make(readClient(), target);
  const runner = make(client, target) as Runner;
  runner.connection = connection;
  return runner;
}

function reads(builder: Builder): boolean {
  if (typeof builder.sql === 'string') return isReading(builder.sql);
  return READING_METHODS.has(builder._method ?? '') && builder._single?.lock === undefined;
}
