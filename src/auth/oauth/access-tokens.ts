import type { Users } from '../../accounts/users.js';
import type { Database } from '../../database/database.js';
import type { Verified } from '../credential-cache.js';
import type { Principals } from '../principals.js';
import { sha256 } from '../secrets.js';

interface TokenRow {
  readonly payload: string;
  readonly client_id: string;
  readonly name: string;
  readonly scopes: string;
  readonly org_id: number | string;
  readonly acts_in: number | string | null;
}

interface TokenPayload {
  /** Seconds. */
  readonly exp: number;
  readonly scope?: string;
  /** Public id of the user; without one the client acts for itself. */
  readonly accountId?: string;
}

/** A token without its client, or one of a person without its grant, is none. */
const TOKEN = `
select t.payload, c.client_id, c.name, c.scopes, c.org_id, g.acts_in
from kp_oauth_records t
join kp_oauth_clients c on c.client_id = t.client_id
left join kp_oauth_records g on g.hash = t.grant_hash and g.kind = 'Grant'
where t.hash = ? and t.kind in ('AccessToken', 'ClientCredentials')`;

/** Finds out what an access token opens: what the client may have, what was granted, and what its owner may do now. */
export class AccessTokens {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly principals: Principals,
  ) {}

  /** One query by the token's hash. Undefined: wrong, revoked or expired, or its owner is no member any more. */
  async verify(token: string, now: Date): Promise<Verified | undefined> {
    const [row] = await this.db.raw<TokenRow>(TOKEN, [sha256(token)]);
    if (!row) return undefined;
    const payload = JSON.parse(row.payload) as TokenPayload;
    const endsAt = payload.exp * 1000;
    const owner = endsAt > now.getTime() ? await this.owner(row, payload) : undefined;
    const scopes = granted(payload.scope, JSON.parse(row.scopes) as readonly string[]);
    const credential = { kind: 'oauth', id: row.client_id, scopes } as const;
    const principal = owner && (await this.principals.ofKey(owner, credential));
    return principal && { principal, endsAt };
  }

  private async owner({ name, org_id, acts_in }: TokenRow, { accountId }: TokenPayload) {
    if (accountId === undefined) return { orgId: Number(org_id), userId: null, name };
    const user = acts_in === null ? undefined : await this.users.byPublicId(accountId);
    return user && { orgId: Number(acts_in), userId: user.id, name: user.login };
  }
}

function granted(scope: string | undefined, allowed: readonly string[]): string[] {
  const scopes = scope?.split(' ') ?? [];
  return allowed.includes('*') ? scopes : scopes.filter((name) => allowed.includes(name));
}
