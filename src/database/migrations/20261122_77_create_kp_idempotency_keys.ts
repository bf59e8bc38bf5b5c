import type { Knex } from 'knex';
import { createTable } from '../schema.js';

/** Requests that came with an Idempotency-Key. Times in milliseconds since 1970. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'kp_idempotency_keys', (table) => {
    // SHA-256 of who asked what under which key: the key itself is not kept.
    table.string('id', 64).notNullable().primary();
    table.string('fingerprint', 64).notNullable();
    table.string('owner', 36).notNullable();
    table.bigInteger('lease_until').unsigned().notNullable();
    table.bigInteger('expires_at').unsigned().notNullable().index('kp_idempotency_keys_by_expiry');
    // Sealed; null while somebody works on it.
    table.text('outcome', 'longtext');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_idempotency_keys');
}
