import { randomUUID } from 'node:crypto';
import { normalized } from '../accounts/normalized.js';
import { assertWellFormed } from '../accounts/roles.js';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { CredentialCache } from './credential-cache.js';
import type { Principal } from './principal.js';
import { randomText, sha256 } from './secrets.js';

/** One program's password. What it was is known to nobody. */
export interface ApplicationPassword {
  readonly id: number;
  readonly uuid: string;
  readonly userId: number;
  /** What the program calls itself by; empty when it did not say. */
  readonly appId: string;
  readonly name: string;
  /** Null: whatever its owner may do. */
  readonly scopes: readonly string[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** Noted at most once a day. */
  readonly lastUsedAt: Date | null;
  readonly lastIp: string | null;
}

interface ApplicationPasswordRow extends ApplicationPassword {
  readonly nameKey: string;
  readonly secretHash: string;
}

export interface NewApplicationPassword {
  readonly name: string;
  readonly appId?: string;
  readonly scopes?: readonly string[] | null;
  readonly expiresAt?: Date | null;
}

const passwords = siteTable<ApplicationPasswordRow>('kp_application_passwords', {
  json: ['scopes'],
  instants: ['createdAt', 'expiresAt', 'lastUsedAt'],
});

/** Passwords for programs: long and random, so a plain SHA-256 keeps them. */
export class ApplicationPasswords {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cache: CredentialCache,
  ) {}

  /** `password` is shown here and never again: 24 letters and digits, without the blanks that make it readable. */
  async create(
    actor: Principal,
    userId: number,
    input: NewApplicationPassword,
  ): Promise<{ readonly password: string; readonly item: ApplicationPassword }> {
    const { name, appId = '', scopes = null, expiresAt = null } = input;
    assertName(name);
    if (scopes) assertWellFormed(scopes);
    const password = randomText(24);
    const uuid = randomUUID();
    const row = {
      uuid,
      userId,
      appId,
      name,
      nameKey: normalized(name),
      secretHash: sha256(password),
      scopes,
      expiresAt,
    };
    return againOnDuplicate(this.db, async () => {
      await this.assertNameFree(userId, name);
      await this.db
        .site(passwords)
        .insert({ ...row, createdAt: this.clock.now(), lastUsedAt: null, lastIp: null });
      await this.record(actor, 'application_password.created', uuid, { name, userId, scopes, expiresAt });
      return { password, item: await this.get(userId, uuid) };
    });
  }

  /** Oldest first, as WordPress has them. */
  async list(userId: number): Promise<ApplicationPassword[]> {
    const rows = await this.db.site(passwords).where({ userId }).orderBy('id').all();
    return rows.map(itemOf);
  }

  /** Throws `not_found` with WordPress' reason. */
  async get(userId: number, uuid: string): Promise<ApplicationPassword> {
    const row = await this.db.site(passwords).where({ userId, uuid }).first();
    if (row) return itemOf(row);
    throw new ProblemError('not_found', 'Application password not found.', {
      reason: 'rest_application_password_not_found',
    });
  }

  /** A live one by what was sent: blanks do not count. One query. */
  async verify(userId: number, password: string): Promise<ApplicationPassword | undefined> {
    const secret = password.replace(/[^A-Za-z0-9]/g, '');
    if (secret.length !== 24) return undefined;
    const row = await this.db
      .site(passwords)
      .where({ userId, secretHash: sha256(secret) })
      .first();
    if (!row || (row.expiresAt && row.expiresAt <= this.clock.now())) return undefined;
    return itemOf(row);
  }

  async rename(actor: Principal, userId: number, uuid: string, name: string): Promise<ApplicationPassword> {
    assertName(name);
    return againOnDuplicate(this.db, async () => {
      const before = await this.get(userId, uuid);
      await this.assertNameFree(userId, name, uuid);
      await this.db
        .site(passwords)
        .where({ uuid })
        .update({ name, nameKey: normalized(name) });
      await this.record(actor, 'application_password.renamed', uuid, { name: [before.name, name] });
      return this.get(userId, uuid);
    });
  }

  async revoke(actor: Principal, userId: number, uuid: string): Promise<ApplicationPassword> {
    return this.db.transaction(async () => {
      const item = await this.get(userId, uuid);
      await this.db.site(passwords).where({ userId, uuid }).delete();
      await this.record(actor, 'application_password.revoked', uuid, { name: item.name, userId });
      await this.cache.changed();
      return item;
    });
  }

  /** Answers how many there were. */
  async revokeAll(actor: Principal, userId: number): Promise<number> {
    return this.db.transaction(async () => {
      const count = await this.db.site(passwords).where({ userId }).delete();
      if (count > 0) await this.record(actor, 'application_password.all_revoked', userId, { userId, count });
      await this.cache.changed();
      return count;
    });
  }

  /** The user is being deleted. */
  async removeUser(userId: number): Promise<void> {
    await this.db.site(passwords).where({ userId }).delete();
  }

  async noteUse(id: number, address: string): Promise<void> {
    await this.db
      .site(passwords)
      .where({ id })
      .update({ lastUsedAt: this.clock.now(), lastIp: address.slice(0, 45) });
  }

  private async assertNameFree(userId: number, name: string, exceptUuid?: string): Promise<void> {
    const taken = await this.db
      .site(passwords)
      .where({ userId, nameKey: normalized(name) })
      .first();
    if (!taken || taken.uuid === exceptUuid) return;
    throw new ProblemError('conflict', 'Each application name should be unique.', {
      field: 'name',
      reason: 'application_password_duplicate_name',
    });
  }

  private async record(
    actor: Principal,
    action: string,
    entityId: string | number,
    changes: Record<string, unknown>,
  ) {
    await this.audit.record(actor, { action, entityType: 'application_password', entityId, changes });
  }
}

function assertName(name: string): void {
  if (name.trim() !== '' && name.length <= 191) return;
  const message = 'name must be a text of 1 to 191 characters.';
  throw new ProblemError('invalid', message, { details: [{ field: 'name', message, rule: 'min_length' }] });
}

function itemOf({ nameKey, secretHash, ...item }: ApplicationPasswordRow): ApplicationPassword {
  return item;
}
