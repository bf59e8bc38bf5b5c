import type { Knex } from 'knex';
import * as schema from '../schema.js';

/** From where a user has signed in before, as a hash of device and network. */
export async function up(knex: Knex): Promise<void> {
  await schema.createTable(knex, 'kp_known_devices', (table) => {
    schema.id(table);
    schema.reference(table, 'user_id').notNullable();
    table.string('device_hash', 64).notNullable();
    schema.instant(table, 'created_at').notNullable();
    schema.instant(table, 'seen_at').notNullable();
    table.unique(['user_id', 'device_hash']);
    table.index(['seen_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('kp_known_devices');
}
