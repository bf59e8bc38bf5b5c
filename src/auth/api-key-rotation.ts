import { randomBytes } from 'node:crypto';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { keyText } from './api-key-format.js';
import {
  type ApiKey,
  type ApiKeyRow,
  anyReplacedSecrets,
  itemOf,
  keys,
  noSuchKey,
  replacedSecrets,
} from './api-key-row.js';
import type { CredentialCache } from './credential-cache.js';
import { assertGrantable } from './credential-rules.js';
import type { Principal } from './principal.js';
import type { ScopeRegistry } from './scope-registry.js';
import { base62, sha256 } from './secrets.js';

/** `key` is shown here and never again. */
export interface RenewedKey {
  readonly key: string;
  readonly item: ApiKey;
  /** Until when the secret before works; null: it does not. */
  readonly graceEndsAt: Date | null;
}

const HOUR_MS = 3_600_000;
/** Each works until its own grace has ended. */
const MOST_SECRETS = 5;

/** New secrets for keys that are in use. */
export class ApiKeyRotation {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly scopes: ScopeRegistry,
    private readonly cache: CredentialCache,
  ) {}

  /** The secret before goes on working for so long; with 0 it is a roll. */
  rotate(actor: Principal, publicId: string, graceHours: number): Promise<RenewedKey> {
    if (graceHours === 0) return this.roll(actor, publicId);
    return this.renew(actor, publicId, 'api_key.rotated', new Date(this.now() + graceHours * HOUR_MS));
  }

  /** Every secret before ends at once. */
  roll(actor: Principal, publicId: string): Promise<RenewedKey> {
    return this.renew(actor, publicId, 'api_key.rolled', null);
  }

  /** Secrets whose grace has ended. */
  async cleanUp(): Promise<void> {
    await this.db.site(anyReplacedSecrets).compare('validUntil', '<=', this.clock.now()).delete();
  }

  private renew(
    actor: Principal,
    publicId: string,
    action: string,
    graceEndsAt: Date | null,
  ): Promise<RenewedKey> {
    return this.db.transaction(async () => {
      const row = await this.locked(actor, publicId);
      // The new secret is the caller's: it may open no more than they can.
      assertGrantable(actor, row.scopes, this.scopes);
      if (graceEndsAt) await this.keep(row, graceEndsAt);
      else await this.db.of(replacedSecrets, actor).where({ keyId: row.keyId }).delete();
      const secret = base62(randomBytes(32));
      const key = keyText(row.surface, row.keyId, secret);
      const change = { secretHash: sha256(secret), hint: key.slice(-4), updatedAt: this.clock.now() };
      await this.db.of(keys, actor).where({ id: row.id }).update(change);
      const changes = { name: row.name, graceEndsAt };
      await this.audit.record(actor, { action, entityType: 'api_key', entityId: publicId, changes });
      await this.cache.changed();
      return { key, item: itemOf({ ...row, ...change }), graceEndsAt };
    });
  }

  private async locked(actor: Principal, publicId: string): Promise<ApiKeyRow> {
    const row = await this.db.of(keys, actor).where({ publicId, deletedAt: null }).forUpdate().first();
    if (!row) throw noSuchKey(publicId);
    if (row.revokedAt || (row.expiresAt && row.expiresAt.getTime() <= this.now())) {
      throw new ProblemError('conflict', 'The key was revoked or has expired: make another one');
    }
    return row;
  }

  private async keep({ orgId, keyId, secretHash }: ApiKeyRow, validUntil: Date): Promise<void> {
    const secrets = this.db.of(replacedSecrets, { orgId });
    const now = this.clock.now();
    await secrets.where({ keyId }).compare('validUntil', '<=', now).delete();
    if ((await secrets.where({ keyId }).count()) >= MOST_SECRETS) {
      const message = `${MOST_SECRETS} older secrets of the key still work: wait until one has ended, or roll the key`;
      throw new ProblemError('conflict', message);
    }
    await secrets.insert({ keyId, secretHash, validUntil });
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
