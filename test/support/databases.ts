import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { findServer, startMariaDb, type ThrowAwayServer } from './mariadb.js';
import { SCRATCH } from './scratch.js';

/** A place for one site: a folder, and for MySQL a schema of its own. */
export interface OpenedDatabase {
  /** `DATABASE_URL`; null: SQLite in `dataDir`. */
  readonly url: string | null;
  readonly dataDir: string;
  /** Removes the folder and the schema. Close the database before. */
  drop(): Promise<void>;
}

export interface TestDatabase {
  readonly engine: 'sqlite' | 'mysql';
  open(): Promise<OpenedDatabase>;
}

const sqlite: TestDatabase = {
  engine: 'sqlite',
  async open() {
    const dataDir = temporaryFolder();
    return { url: null, dataDir, drop: async () => removeFolder(dataDir) };
  },
};

const mysqlDatabase: TestDatabase = {
  engine: 'mysql',
  async open() {
    const server = await serverUrl();
    const schema = `koapress_${process.pid}_${randomBytes(5).toString('hex')}`;
    await administer(server, `create database ${schema} character set utf8mb4 collate utf8mb4_bin`);
    const url = new URL(server);
    url.pathname = `/${schema}`;
    const dataDir = temporaryFolder();
    return {
      url: url.href,
      dataDir,
      async drop() {
        await administer(server, `drop database if exists ${schema}`);
        removeFolder(dataDir);
      },
    };
  },
};

/** The databases that this machine can test on. SQLite always; MySQL or MariaDB where there is a server or its binary. */
export const databases: readonly TestDatabase[] =
  process.env.TEST_DATABASE_URL || findServer() ? [sqlite, mysqlDatabase] : [sqlite];

let own: Promise<ThrowAwayServer> | undefined;

/** The server of the run, or, when one file runs alone, one of this process. It ends with the process. */
async function serverUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return given;
  own ??= startMariaDb();
  return (await own).url;
}

async function administer(server: string, statement: string): Promise<void> {
  const url = new URL(server);
  const connection = await mysql.createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function temporaryFolder(): string {
  return mkdtempSync(join(SCRATCH, 'koapress-test-'));
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
