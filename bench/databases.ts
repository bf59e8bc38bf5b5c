import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { mysqlKnexConfig } from '../src/database/dialects/mysql.js';
import { sqliteKnexConfig } from '../src/database/dialects/sqlite.js';
import { findServer, startMariaDb } from '../test/support/mariadb.js';

export interface BenchDatabase {
  /** For the site. */
  readonly siteEnv: Readonly<Record<string, string>>;
  readonly floorEnv: Readonly<Record<string, string>>;
  open(): Knex;
}

/** One kind of database, with as many empty databases as are wanted. */
export interface Databases {
  readonly engine: 'MariaDB' | 'SQLite';
  create(name: string): Promise<BenchDatabase>;
  close(): Promise<void>;
}

/** A cache that holds the tables. That no commit is lost in a power cut the throw-away server sees to anyway. */
const SETTINGS = ['--innodb-buffer-pool-size=2G', '--innodb-log-file-size=512M'];

/** Undefined where there is neither a server nor the binary of one. */
export async function openMariaDb(): Promise<Databases | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (!given && !findServer()) return undefined;
  const server = given ? undefined : await startMariaDb(SETTINGS);
  const serverUrl = given ?? (server?.url as string);
  const folder = await mkdtemp(path.join(tmpdir(), 'koapress-bench-'));
  const made: string[] = [];
  return {
    engine: 'MariaDB',
    async create(name) {
      const database = `koapress_bench_${process.pid}_${name}`;
      await onServer(serverUrl, `create database ${database}`);
      made.push(database);
      const url = new URL(serverUrl);
      url.pathname = `/${database}`;
      const env = { DATABASE_URL: url.href };
      return {
        siteEnv: { ...env, DATA_DIR: path.join(folder, name) },
        floorEnv: env,
        open: () => knexFactory(mysqlKnexConfig(url.href, undefined, 2)),
      };
    },
    async close() {
      for (const database of made) await onServer(serverUrl, `drop database ${database}`);
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function openSqlite(): Promise<Databases> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koapress-bench-'));
  return {
    engine: 'SQLite',
    async create(name) {
      const dataDir = path.join(folder, name);
      const file = path.join(dataDir, 'koapress.db');
      return {
        siteEnv: { DATA_DIR: dataDir },
        floorEnv: { SQLITE_FILE: file },
        open: () => knexFactory(sqliteKnexConfig(file, undefined)),
      };
    },
    async close() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const knex = knexFactory(mysqlKnexConfig(url, undefined, 1));
  try {
    await knex.raw(statement);
  } finally {
    await knex.destroy();
  }
}
