import type { ExecutionContext } from 'ava';
import { SecretKeys } from '../../src/auth/secret-keys.js';
import { systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createLogger } from '../../src/log.js';
import { Vault } from '../../src/vault/vault.js';
import type { TestDatabase } from '../support/databases.js';

export interface VaultRoom {
  readonly db: HostDatabase;
  /** The vault of a process with these values of SECRET_KEY, newest first. */
  vault(...keys: string[]): Vault;
}

export async function vaultRoom(t: ExecutionContext, database: TestDatabase): Promise<VaultRoom> {
  const place = await database.open();
  const log = createLogger('silent');
  const db = await openDatabase({ databaseUrl: place.url, dataDir: place.dataDir, log, clock: systemClock });
  t.teardown(async () => {
    await db.close();
    await place.drop();
  });
  await db.migrateHost();
  const vault = (...keys: string[]) =>
    new Vault({ db, clock: systemClock, keys: new SecretKeys(keys).derive('vault') });
  return { db, vault };
}
