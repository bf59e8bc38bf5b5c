/**
 * For the plain `knex` command: the host's migrations (`knex migrate:status`) and the seeds (`knex seed:run`), on
 * the database that the site's own configuration names. Node reads this file as it is; build before.
 */
import type { Knex } from 'knex';
import { readConfig } from './build/src/config.js';
import { knexCommandConfig } from './build/src/database/knex-command.js';

const { config } = readConfig({ folder: import.meta.dirname, env: process.env });

const knexConfig: Knex.Config = {
  ...knexCommandConfig(config),
  seeds: { directory: './build/seeds', loadExtensions: ['.js'] },
};

export default knexConfig;
