import type { Knex } from 'knex';
import type { Logger } from '../../log.js';

/** Knex's own notices, which say again what our errors say, as debug lines. */
export function knexLog(log: Logger): Knex.Logger {
  const debug = (message: unknown) => log.debug({ source: 'knex' }, String(message));
  return { warn: debug, error: debug, deprecate: debug, debug };
}
