import type { TestFn } from 'ava';
import type { AccountRooms } from '../../src/accounts/create-accounts.js';
import { createAccounts } from '../../src/accounts/create-accounts.js';
import type { User } from '../../src/accounts/user.js';
import { AuditLog } from '../../src/audit/audit-log.js';
import { type AuthRooms, createAuth } from '../../src/auth/create-auth.js';
import { ensureInstalled } from '../../src/auth/installation.js';
import { type PasswordFunction, Passwords } from '../../src/auth/passwords.js';
import type { Principal } from '../../src/auth/principal.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createLogger } from '../../src/log.js';
import { Revisions } from '../../src/nodes/revisions.js';
import { OptionStore } from '../../src/options/option-store.js';
import type { OpenedDatabase, TestDatabase } from '../support/databases.js';

export const SITE_URL = 'http://localhost:8080';
export const SECRET = 'a-secret-key-for-tests-0123456789abcdef';
export const ADMIN_PASSWORD = 'correct horse battery';

/** A clock that stands until it is moved. */
export class HandClock {
  private at = Date.parse('2026-11-22T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }

  move(ms: number): void {
    this.at += ms;
  }
}

/** Costs nothing, and counts what the real one would have cost. */
export class CountedPasswords implements PasswordFunction {
  hashed = 0;
  verified = 0;

  async hash(password: string): Promise<string> {
    this.hashed += 1;
    return `plain:${password}`;
  }

  async verify(hash: string, password: string): Promise<boolean> {
    this.verified += 1;
    return hash === `plain:${password}`;
  }
}

export interface Rooms extends AccountRooms, AuthRooms {
  readonly db: HostDatabase;
  readonly place: OpenedDatabase;
  readonly clock: HandClock;
  readonly audit: AuditLog;
  readonly options: OptionStore;
  readonly work: CountedPasswords;
  /** The first administrator, and whoever has a shell. */
  readonly admin: User;
  readonly host: Principal;
}

const quiet = createLogger('silent');

/**
 * An installed site without doors, over a database of its own: all rooms of accounts and credentials. One for all
 * tests of a file; they keep out of each other's way by users of their own, and by turns when they move the clock.
 */
export function shareRooms(test: TestFn, database: TestDatabase): () => Rooms {
  let rooms: Rooms | undefined;
  test.before(`${database.engine}: opens`, async () => {
    const place = await database.open();
    const clock = new HandClock();
    const connection = { databaseUrl: place.url, dataDir: place.dataDir, poolSize: 4 };
    const db = await openDatabase({ ...connection, log: quiet, clock });
    await db.migrateHost();
    rooms = await install(db, place, clock);
  });
  test.after.always(`${database.engine}: closes`, async () => {
    await rooms?.close();
    await rooms?.db.close();
    await rooms?.place.drop();
  });
  return () => {
    if (!rooms) throw new Error('Not open');
    return rooms;
  };
}

/** The rooms of another process on the same database. */
export function secondProcess(
  rooms: Rooms,
  secretKeys: readonly string[] = [SECRET],
): AuthRooms & AccountRooms {
  return build(rooms.db, rooms.clock, secretKeys, new CountedPasswords());
}

async function install(db: HostDatabase, place: OpenedDatabase, clock: HandClock): Promise<Rooms> {
  const work = new CountedPasswords();
  const rooms = build(db, clock, [SECRET], work);
  await ensureInstalled(
    { db, ...rooms },
    { login: 'admin', email: 'admin@example.com', password: ADMIN_PASSWORD },
  );
  const admin = await rooms.users.byLogin('admin');
  if (!admin?.defaultOrgId) throw new Error('The installation made no administrator');
  const host = hostPrincipal(admin.defaultOrgId, 'test');
  const options = new OptionStore(db, clock, new Revisions(db, quiet));
  return { ...rooms, db, place, clock, options, work, admin, host, audit: new AuditLog(db, clock) };
}

function build(db: HostDatabase, clock: HandClock, secretKeys: readonly string[], work: CountedPasswords) {
  const audit = new AuditLog(db, clock);
  const passwords = new Passwords(work);
  const accounts = createAccounts({ db, clock, audit, passwords });
  const auth = createAuth({
    db,
    clock,
    log: quiet,
    audit,
    announcements: new Revisions(db, quiet),
    passwords,
    ...accounts,
    siteUrl: SITE_URL,
    secretKeys,
  });
  return { ...accounts, ...auth };
}

/** Somebody in the first organisation. */
export function addUser(rooms: Rooms, login: string, role = 'viewer'): Promise<User> {
  const membership = { orgId: rooms.host.orgId, role };
  return rooms.users.create(rooms.host, {
    login,
    email: `${login}@example.com`,
    password: `${login}-password`,
    membership,
  });
}
