/** The kinds of credential. A surface lists those it takes; any other is nobody there. */
export type CredentialKind = 'session' | 'application-password' | 'api-key' | 'jwt' | 'oauth' | 'system';

/** Scopes of one level. `*` stands for all of that level. */
export type ScopeSet = ReadonlySet<string>;

/** Who is asking, and how far they reach. A principal acts in exactly one organisation. */
export interface Principal {
  /** Null for keys that belong to no user, and for the system itself. */
  readonly userId: number | null;
  readonly orgId: number;
  /** What the audit log shows: a login, a key's name, a reason. */
  readonly name: string;
  readonly credential: { readonly kind: CredentialKind; readonly id: string };
  /** Already the credential's scopes cut down to the owner's live role. */
  readonly siteScopes: ScopeSet;
  readonly orgScopes: ScopeSet;
}

/** Tells owners apart: a person is the same by whatever credential, a key that belongs to nobody is itself. */
export function ownerOf({ userId, credential }: Principal): string {
  return userId === null ? `c:${credential.id}` : `u:${userId}`;
}

/** Whether a scope is held by users of the site, or by members and keys of an organisation. */
export type ScopeLevel = 'site' | 'organization';

/** True when the scope is among those of its own level. */
export function reaches(principal: Principal, scope: string, level: ScopeLevel): boolean {
  const set = level === 'site' ? principal.siteScopes : principal.orgScopes;
  return set.has(scope) || set.has('*');
}
