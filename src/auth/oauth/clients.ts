import type { Audit } from '../../audit/audit.js';
import type { Clock } from '../../clock.js';
import { type Database, siteTable, type Tenant, tenantTable } from '../../database/database.js';
import { ProblemError } from '../../http/problem.js';
import type { CredentialCache } from '../credential-cache.js';
import { assertGrantable, assertName } from '../credential-rules.js';
import type { Principal } from '../principal.js';
import type { ScopeRegistry } from '../scope-registry.js';
import { randomText, sha256 } from '../secrets.js';
import type { OAuthRecords } from './records.js';
import { assertRedirectUris } from './redirect-uris.js';

/** A program that gets access tokens. It belongs to an organisation. */
export interface OAuthClient {
  readonly id: number;
  readonly orgId: number;
  readonly clientId: string;
  readonly name: string;
  /** No token of this client reaches further. */
  readonly scopes: readonly string[];
  /** Empty: it acts for itself alone. */
  readonly redirectUris: readonly string[];
  readonly createdAt: Date;
  /** Runs where a secret cannot be kept, and has none. */
  readonly isPublic: boolean;
}

interface OAuthClientRow extends Omit<OAuthClient, 'isPublic'> {
  readonly secretHash: string | null;
}

export interface NewOAuthClient {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly isPublic?: boolean;
}

const OPTIONS = { json: ['scopes', 'redirectUris'], instants: ['createdAt'] } as const;

/** Written and listed through the organisation; looked up by client id, before anybody knows whose it is. */
const clients = tenantTable<OAuthClientRow>('kp_oauth_clients', OPTIONS);
const anyClients = siteTable<OAuthClientRow>('kp_oauth_clients', OPTIONS);

export class OAuthClients {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly scopes: ScopeRegistry,
    private readonly records: OAuthRecords,
    private readonly cache: CredentialCache,
  ) {}

  /** In the actor's organisation. `secret` is shown here and never again; null for public clients. */
  async create(
    actor: Principal,
    { name, scopes, redirectUris = [], isPublic = false }: NewOAuthClient,
  ): Promise<{ readonly client: OAuthClient; readonly secret: string | null }> {
    assertName(name);
    if (scopes.length === 0) refuse('scopes', 'A client needs at least one scope');
    assertGrantable(actor, scopes, this.scopes);
    assertRedirectUris(redirectUris, isPublic);
    if (isPublic && redirectUris.length === 0)
      refuse('redirect_uris', 'A public client needs a redirect address');
    const clientId = `client_${randomText(24)}`;
    const secret = isPublic ? null : newSecret();
    const secretHash = secret === null ? null : sha256(secret);
    return this.db.transaction(async () => {
      const row = { clientId, secretHash, name, scopes, redirectUris, createdAt: this.clock.now() };
      await this.db.of(clients, actor).insert(row);
      await this.record(actor, 'oauth_client.created', clientId, { name, scopes, redirectUris, isPublic });
      return { client: await this.get(actor, clientId), secret };
    });
  }

  /** Newest first. */
  async list(tenant: Tenant): Promise<OAuthClient[]> {
    return (await this.db.of(clients, tenant).orderBy('createdAt', 'desc').all()).map(clientOf);
  }

  async get(tenant: Tenant, clientId: string): Promise<OAuthClient> {
    const row = await this.db.of(clients, tenant).where({ clientId }).first();
    if (row) return clientOf(row);
    throw new ProblemError('not_found', 'No such OAuth client', { data: { id: clientId } });
  }

  /** Whoever it belongs to. The hash is that of its secret. */
  async find(
    clientId: string,
  ): Promise<{ readonly client: OAuthClient; readonly secretHash: string | null } | undefined> {
    const row = await this.db.site(anyClients).where({ clientId }).first();
    return row && { client: clientOf(row), secretHash: row.secretHash };
  }

  /** The old secret opens nothing from now on; tokens that it brought live on. Answers the new one. */
  async rotateSecret(actor: Principal, clientId: string): Promise<string> {
    const secret = newSecret();
    await this.db.transaction(async () => {
      const { isPublic } = await this.get(actor, clientId);
      if (isPublic) throw new ProblemError('conflict', 'A public client has no secret');
      await this.db
        .of(clients, actor)
        .where({ clientId })
        .update({ secretHash: sha256(secret) });
      await this.record(actor, 'oauth_client.secret_rotated', clientId, {});
    });
    return secret;
  }

  /** With all its tokens, at once. */
  async delete(actor: Principal, clientId: string): Promise<void> {
    await this.db.transaction(async () => {
      const { name } = await this.get(actor, clientId);
      await this.db.of(clients, actor).where({ clientId }).delete();
      await this.records.removeClient(clientId);
      await this.record(actor, 'oauth_client.deleted', clientId, { name });
      await this.cache.changed();
    });
  }

  /** Of the organisation's scopes that exist now those that the client may have, by name. */
  offered(scopes: readonly string[]): string[] {
    return this.scopes.spellOut('organization', this.scopes.declared('organization', scopes));
  }

  private async record(actor: Principal, action: string, entityId: string, changes: Record<string, unknown>) {
    await this.audit.record(actor, { action, entityType: 'oauth_client', entityId, changes });
  }
}

/** 32 random bytes and more, so that a plain SHA-256 keeps it. */
function newSecret(): string {
  return randomText(43);
}

function refuse(field: string, message: string): never {
  throw new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'reference' }] });
}

function clientOf({ secretHash, ...client }: OAuthClientRow): OAuthClient {
  return { ...client, isPublic: secretHash === null };
}
