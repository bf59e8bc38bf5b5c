import knexFactory, { type Knex } from 'knex';
import type { DialectConfig } from './engine.js';

/** A second Knex on the same connections, whose statements are looked at one by one. */
export function guardedKnex(knex: Knex, statementGuard: (sql: string) => boolean): Knex {
  const { client, useNullAsDefault, compileSqlOnError, log } = (knex.client as Knex.Client).config;
  const config = {
    client,
    useNullAsDefault,
    compileSqlOnError,
    log,
    connectionPool: (knex.client as { pool: unknown }).pool,
    statementGuard,
  };
  return knexFactory(config as unknown as DialectConfig);
}
