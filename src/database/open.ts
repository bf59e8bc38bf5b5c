import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import { openMysql } from './dialects/mysql.js';
import { openSqlite } from './dialects/sqlite.js';
import { HostDatabase } from './host-database.js';
import { type TransactionScope, Transactions } from './transactions.js';

export { HostDatabase } from './host-database.js';

export interface DatabaseOptions {
  /** `mysql://user:password@host:port/name`; null: an SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Connections to the MySQL protocol server. */
  readonly poolSize?: number;
}

/** Connects; changes nothing in the database yet (`migrateHost` does). */
export async function openDatabase(options: DatabaseOptions): Promise<HostDatabase> {
  const { databaseUrl, dataDir, poolSize, log, clock } = options;
  const storage = new AsyncLocalStorage<TransactionScope>();
  const ambient = () => {
    const scope = storage.getStore();
    return scope?.open ? scope.session.connection : undefined;
  };
  const engine =
    databaseUrl === null
      ? await openSqlite({ dataDir, log, ambient })
      : await openMysql({ databaseUrl, poolSize, log, ambient });
  return new HostDatabase(engine, new Transactions(engine, storage, log), log, clock);
}
