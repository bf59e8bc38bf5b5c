import type { Memberships } from '../accounts/memberships.js';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { Database, PageRequest, Rows, Tenant } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { newPublicId } from '../public-id.js';
import { type KeyParts, type KeySurface, newKey } from './api-key-format.js';
import {
  type ApiKey,
  type ApiKeyRow,
  anyKeys,
  anyReplacedSecrets,
  itemOf,
  keys,
  noSuchKey,
} from './api-key-row.js';
import type { CredentialCache } from './credential-cache.js';
import { assertDescription, assertGrantable, assertName } from './credential-rules.js';
import type { Principal } from './principal.js';
import type { ScopeRegistry } from './scope-registry.js';
import { equalTexts, sha256 } from './secrets.js';

export interface NewApiKey {
  readonly surface: KeySurface;
  readonly name: string;
  readonly description?: string | null;
  readonly scopes: readonly string[];
  readonly userId?: number | null;
  readonly expiresAt?: Date | null;
}

/** What may be changed of a key; what is left out stays. */
export interface ApiKeyChange {
  readonly name?: string;
  readonly description?: string | null;
  readonly scopes?: readonly string[];
  readonly isActive?: boolean;
}

export class ApiKeys {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly memberships: Memberships,
    private readonly scopes: ScopeRegistry,
    private readonly cache: CredentialCache,
  ) {}

  /** In the actor's organisation. `key` is shown here and never again. */
  async create(actor: Principal, input: NewApiKey): Promise<{ readonly key: string; readonly item: ApiKey }> {
    const { surface, name, description = null, scopes, userId = null, expiresAt = null } = input;
    assertName(name);
    assertDescription(description);
    assertGrantable(actor, scopes, this.scopes);
    const { key, keyId, secret } = newKey(surface);
    const publicId = newPublicId();
    const row = {
      publicId,
      userId,
      surface,
      keyId,
      hint: key.slice(-4),
      name,
      description,
      scopes,
      expiresAt,
    };
    return this.db.transaction(async () => {
      if (userId !== null) await this.assertMember(actor, userId);
      const createdAt = this.clock.now();
      await this.db.of(keys, actor).insert({ ...row, isActive: true, secretHash: sha256(secret), createdAt });
      await this.record(actor, 'api_key.created', publicId, { name, surface, scopes, userId, expiresAt });
      return { key, item: await this.get(actor, publicId) };
    });
  }

  /** Newest first, of one surface or of all. */
  async list(
    tenant: Tenant,
    window: PageRequest<ApiKey>['window'],
    filter: { readonly surface?: KeySurface } = {},
  ): Promise<Page<ApiKey>> {
    const page = await this.rows(tenant)
      .where(filter)
      .page({ sort: ['createdAt', 'desc'], window });
    return page.map(itemOf);
  }

  async get(tenant: Tenant, publicId: string): Promise<ApiKey> {
    const row = await this.rows(tenant).where({ publicId }).first();
    if (!row) throw noSuchKey(publicId);
    return itemOf(row);
  }

  /** A live key by its parts, with the end of the secret that was given. One query, by key id; two in a grace. */
  async verify(parts: KeyParts): Promise<ApiKey | undefined> {
    const row = await this.db.site(anyKeys).where({ keyId: parts.keyId }).first();
    if (!row || row.surface !== parts.surface || row.revokedAt || row.deletedAt || !row.isActive) {
      return undefined;
    }
    const endsAt = equalTexts(row.secretHash, sha256(parts.secret)) ? null : await this.graceOf(parts);
    if (endsAt === undefined) return undefined;
    const [expiresAt = null] = [row.expiresAt, endsAt].filter((date) => date !== null).sort(earlierFirst);
    return expiresAt && expiresAt <= this.clock.now() ? undefined : itemOf({ ...row, expiresAt });
  }

  /** Changes what is given. A key that was revoked stays so. */
  async update(actor: Principal, publicId: string, change: ApiKeyChange): Promise<ApiKey> {
    if (change.name !== undefined) assertName(change.name);
    assertDescription(change.description);
    if (change.scopes) assertGrantable(actor, change.scopes, this.scopes);
    return this.db.transaction(async () => {
      const before = await this.get(actor, publicId);
      if (before.revokedAt && change.isActive) {
        throw new ProblemError('conflict', 'A key that was revoked cannot be switched on again');
      }
      await this.rows(actor)
        .where({ publicId })
        .update({ ...change, updatedAt: this.clock.now() });
      await this.record(actor, 'api_key.updated', publicId, { ...change });
      await this.cache.changed();
      return this.get(actor, publicId);
    });
  }

  /** Takes effect at once; a second time changes nothing. */
  async revoke(actor: Principal, publicId: string): Promise<ApiKey> {
    return this.db.transaction(async () => {
      const { revokedAt, name } = await this.get(actor, publicId);
      if (!revokedAt) {
        const now = this.clock.now();
        await this.rows(actor).where({ publicId }).update({ revokedAt: now, updatedAt: now });
        await this.record(actor, 'api_key.revoked', publicId, { name });
        await this.cache.changed();
      }
      return this.get(actor, publicId);
    });
  }

  /** It stays in the database, so that the audit log keeps its meaning, and opens nothing. */
  async delete(actor: Principal, publicId: string): Promise<void> {
    await this.db.transaction(async () => {
      const { name } = await this.get(actor, publicId);
      await this.rows(actor).where({ publicId }).update({ deletedAt: this.clock.now() });
      await this.record(actor, 'api_key.deleted', publicId, { name });
      await this.cache.changed();
    });
  }

  /** The user is being deleted: their keys go with them. */
  async removeUser(userId: number): Promise<void> {
    const found = await this.db.site(anyKeys).where({ userId }).all();
    for (const orgId of new Set(found.map((key) => key.orgId))) {
      await this.db.of(keys, { orgId }).where({ userId }).delete();
    }
  }

  async noteUse({ id, orgId }: ApiKey, address: string): Promise<void> {
    const use = { lastUsedAt: this.clock.now(), lastIp: address.slice(0, 45) };
    await this.db.of(keys, { orgId }).where({ id }).update(use);
  }

  private rows(tenant: Tenant): Rows<ApiKeyRow> {
    return this.db.of(keys, tenant).where({ deletedAt: null });
  }

  /** When a secret that a rotation replaced ends; undefined: it is none. */
  private async graceOf({ keyId, secret }: KeyParts): Promise<Date | undefined> {
    const rows = this.db.site(anyReplacedSecrets).where({ keyId });
    const live = await rows.compare('validUntil', '>', this.clock.now()).all();
    const hash = sha256(secret);
    return live.find(({ secretHash }) => equalTexts(secretHash, hash))?.validUntil;
  }

  private async assertMember(tenant: Tenant, userId: number): Promise<void> {
    if (await this.memberships.find(tenant, userId)) return;
    const message = 'No such member of the organisation';
    throw new ProblemError('unprocessable', message, {
      details: [{ field: 'user_id', message, rule: 'reference' }],
    });
  }

  private async record(actor: Principal, action: string, entityId: string, changes: Record<string, unknown>) {
    await this.audit.record(actor, { action, entityType: 'api_key', entityId, changes });
  }
}

function earlierFirst(one: Date, other: Date): number {
  return one.getTime() - other.getTime();
}
