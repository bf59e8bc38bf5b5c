import type { Memberships } from '../accounts/memberships.js';
import { assertWellFormed } from '../accounts/roles.js';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import {
  type Database,
  type PageRequest,
  siteTable,
  type Tenant,
  tenantTable,
} from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { newPublicId } from '../public-id.js';
import { KEY_PREFIXES, type KeyParts, type KeySurface, newKey } from './api-key-format.js';
import type { CredentialCache } from './credential-cache.js';
import type { Principal } from './principal.js';
import type { ScopeRegistry } from './scope-registry.js';
import { equalTexts, sha256 } from './secrets.js';

/** A key as it may be shown. */
export interface ApiKey {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  /** Null: the organisation's own. Else it reaches no further than this member. */
  readonly userId: number | null;
  readonly surface: KeySurface;
  readonly keyId: string;
  /** Its last four characters. */
  readonly hint: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** Noted at most once a minute. */
  readonly lastUsedAt: Date | null;
  readonly lastIp: string | null;
}

interface ApiKeyRow extends ApiKey {
  readonly secretHash: string;
}

export interface NewApiKey {
  readonly surface: KeySurface;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly userId?: number | null;
  readonly expiresAt?: Date | null;
}

const OPTIONS = {
  json: ['scopes'],
  instants: ['createdAt', 'expiresAt', 'revokedAt', 'lastUsedAt'],
} as const;

/** Written and listed through the organisation; looked up by key id, before anybody knows whose it is. */
const keys = tenantTable<ApiKeyRow>('kp_api_keys', OPTIONS);
const anyKeys = siteTable<ApiKeyRow>('kp_api_keys', OPTIONS);

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
    const { surface, name, scopes, userId = null, expiresAt = null } = input;
    assertName(name);
    this.assertGrantable(actor, scopes);
    const { key, keyId, secret } = newKey(surface);
    const publicId = newPublicId();
    const row = { publicId, userId, surface, keyId, hint: key.slice(-4), name, scopes, expiresAt };
    return this.db.transaction(async () => {
      if (userId !== null) await this.assertMember(actor, userId);
      const createdAt = this.clock.now();
      await this.db.of(keys, actor).insert({ ...row, secretHash: sha256(secret), createdAt });
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
    const page = await this.db
      .of(keys, tenant)
      .where(filter)
      .page({ sort: ['createdAt', 'desc'], window });
    return page.map(itemOf);
  }

  async get(tenant: Tenant, publicId: string): Promise<ApiKey> {
    const row = await this.db.of(keys, tenant).where({ publicId }).first();
    if (!row)
      throw new ProblemError('not_found', 'No such API key', { data: { id: publicId, resource: 'api_key' } });
    return itemOf(row);
  }

  /** A live key by its parts. One query, by key id. */
  async verify({ surface, keyId, secret }: KeyParts): Promise<ApiKey | undefined> {
    const row = await this.db.site(anyKeys).where({ keyId }).first();
    if (!row || row.surface !== surface || !equalTexts(row.secretHash, sha256(secret))) return undefined;
    if (row.revokedAt || (row.expiresAt && row.expiresAt <= this.clock.now())) return undefined;
    return itemOf(row);
  }

  /** Takes effect at once; a second time changes nothing. */
  async revoke(actor: Principal, publicId: string): Promise<ApiKey> {
    return this.db.transaction(async () => {
      const { revokedAt, name } = await this.get(actor, publicId);
      if (!revokedAt) {
        await this.db.of(keys, actor).where({ publicId }).update({ revokedAt: this.clock.now() });
        await this.record(actor, 'api_key.revoked', publicId, { name });
        await this.cache.changed();
      }
      return this.get(actor, publicId);
    });
  }

  async delete(actor: Principal, publicId: string): Promise<void> {
    await this.db.transaction(async () => {
      const { name } = await this.get(actor, publicId);
      await this.db.of(keys, actor).where({ publicId }).delete();
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

  /** Nobody can hand out more than they have, and no key reaches the site. */
  private assertGrantable(actor: Principal, scopes: readonly string[]): void {
    assertWellFormed(scopes);
    for (const scope of scopes) {
      if (this.scopes.level(scope) === 'site') refuse(`Keys never carry scopes of the site: ${scope}`);
      if (!actor.orgScopes.has('*') && !actor.orgScopes.has(scope))
        refuse(`You do not have the scope ${scope} yourself`);
    }
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

/** `sk_live_3fK0…x9Qz`: enough to tell keys apart. */
export function maskedKey({ surface, keyId, hint }: Pick<ApiKey, 'surface' | 'keyId' | 'hint'>): string {
  return `${KEY_PREFIXES[surface]}${keyId}…${hint}`;
}

function assertName(name: string): void {
  if (name.trim() !== '' && name.length <= 191) return;
  const message = 'name must be a text of 1 to 191 characters.';
  throw new ProblemError('invalid', message, { details: [{ field: 'name', message, rule: 'min_length' }] });
}

function refuse(message: string): never {
  throw new ProblemError('unprocessable', message, {
    details: [{ field: 'scopes', message, rule: 'reference' }],
  });
}

function itemOf({ secretHash, ...item }: ApiKeyRow): ApiKey {
  return item;
}
