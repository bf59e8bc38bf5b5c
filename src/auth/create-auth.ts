import type { AccountRooms } from '../accounts/create-accounts.js';
import type { Announcements } from '../announcements.js';
import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Logger } from '../log.js';
import { ApiKeyRotation } from './api-key-rotation.js';
import { ApiKeyUsage } from './api-key-usage.js';
import { ApiKeys } from './api-keys.js';
import { ApplicationPasswords } from './application-passwords.js';
import { type Authenticators, createAuthenticators } from './authenticators.js';
import { CredentialCache } from './credential-cache.js';
import { EffectiveScopes } from './effective-scopes.js';
import { HOST_OWNER, HOST_SCOPES } from './host-scopes.js';
import { JwtSigner } from './jwt-signer.js';
import { type AttemptLimits, LoginAttempts } from './login-attempts.js';
import { LoginCookie } from './login-cookie.js';
import { Nonces } from './nonces.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { OAuthClients } from './oauth/clients.js';
import { OAuthRecords } from './oauth/records.js';
import type { Passwords } from './passwords.js';
import { Principals } from './principals.js';
import { ScopeRegistry } from './scope-registry.js';
import { SecretKeys } from './secret-keys.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { Tokens } from './tokens.js';
import { UsageNotes } from './usage-notes.js';

export interface AuthNeeds extends AccountRooms {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly announcements: Announcements;
  /** The same that the accounts hash with. */
  readonly passwords: Passwords;
  readonly siteUrl: string;
  readonly secretKeys: readonly string[];
  readonly attemptLimits?: AttemptLimits;
}

/** All rooms that know credentials. */
export interface AuthRooms {
  readonly secretKeys: SecretKeys;
  readonly scopes: ScopeRegistry;
  readonly effectiveScopes: EffectiveScopes;
  readonly loginCookie: LoginCookie;
  readonly nonces: Nonces;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly applicationPasswords: ApplicationPasswords;
  readonly apiKeys: ApiKeys;
  readonly apiKeyRotation: ApiKeyRotation;
  readonly apiKeyUsage: ApiKeyUsage;
  readonly attempts: LoginAttempts;
  readonly oauthClients: OAuthClients;
  readonly oauthRecords: OAuthRecords;
  readonly principals: Principals;
  readonly authenticators: Authenticators;
  /** `dropAll()` when another process has changed accounts or credentials. */
  readonly cache: CredentialCache;
  /** Deletes what expired: sessions, refresh tokens, attempts. */
  cleanUp(): Promise<void>;
  /** Writes what is pending. */
  close(): Promise<void>;
}

export function createAuth(needs: AuthNeeds): AuthRooms {
  const { db, clock, log, audit, users, roles, memberships, organizations, passwords } = needs;
  const secretKeys = new SecretKeys(needs.secretKeys);
  const cache = new CredentialCache(clock, needs.announcements);
  const notes = new UsageNotes(clock, log);
  const scopes = new ScopeRegistry();
  scopes.declare(HOST_OWNER, HOST_SCOPES);

  const loginCookie = new LoginCookie(needs.siteUrl, secretKeys, clock);
  const nonces = new Nonces(secretKeys, clock);
  const sessions = new Sessions(db, clock, audit, loginCookie, cache);
  const attempts = new LoginAttempts(db, clock, needs.attemptLimits);
  const applicationPasswords = new ApplicationPasswords(db, clock, audit, cache);
  const apiKeys = new ApiKeys(db, clock, audit, memberships, scopes, cache);
  const apiKeyRotation = new ApiKeyRotation(db, clock, audit, scopes, cache);
  const apiKeyUsage = new ApiKeyUsage(db, clock, log);
  const effectiveScopes = new EffectiveScopes(scopes, roles);
  const principals = new Principals(memberships, organizations, effectiveScopes);
  const signer = new JwtSigner(secretKeys, clock, needs.siteUrl);
  const tokens = new Tokens(db, clock, audit, users, sessions, principals, signer);
  const oauthRecords = new OAuthRecords(db, clock, cache);
  const oauthClients = new OAuthClients(db, clock, audit, scopes, oauthRecords, cache);
  const accessTokens = new AccessTokens(db, users, principals);
  const credentials = {
    accessTokens,
    clock,
    users,
    sessions,
    tokens,
    applicationPasswords,
    apiKeys,
    principals,
    nonces,
    cache,
    notes,
  };
  followChanges(needs, { sessions, applicationPasswords, apiKeys, oauthRecords, cache, scopes });
  return {
    secretKeys,
    scopes,
    effectiveScopes,
    loginCookie,
    nonces,
    sessions,
    signIn: new SignIn(users, passwords, attempts),
    tokens,
    applicationPasswords,
    apiKeys,
    apiKeyRotation,
    apiKeyUsage,
    attempts,
    oauthClients,
    oauthRecords,
    principals,
    authenticators: createAuthenticators({ ...credentials, cookie: loginCookie }),
    cache,
    async cleanUp() {
      await sessions.cleanUp();
      await tokens.cleanUp();
      await attempts.cleanUp();
      await oauthRecords.cleanUp();
      await apiKeyRotation.cleanUp();
      await apiKeyUsage.cleanUp();
    },
    async close() {
      await notes.flush();
      await apiKeyUsage.flush();
    },
  };
}

/** Whatever changes who may do what ends what was worked out from it, here and in other processes. */
function followChanges(
  { users, roles, memberships }: AuthNeeds,
  auth: Pick<
    AuthRooms,
    'sessions' | 'applicationPasswords' | 'apiKeys' | 'oauthRecords' | 'cache' | 'scopes'
  >,
): void {
  const changed = () => auth.cache.changed();
  const endGrants = async (userId: number) => {
    const user = await users.byId(userId);
    if (user) await auth.oauthRecords.removeAccount(user.publicId);
  };
  roles.onChange(changed);
  memberships.onChange(changed);
  // Each process has the scopes of the plugins that it runs itself.
  auth.scopes.onChange(() => auth.cache.dropAll());
  users.listen({
    changed,
    async passwordChanged(userId) {
      await auth.sessions.endAll(userId);
      await endGrants(userId);
      await changed();
    },
    async removed(userId) {
      await auth.sessions.endAll(userId);
      await auth.applicationPasswords.removeUser(userId);
      await auth.apiKeys.removeUser(userId);
      await endGrants(userId);
      await changed();
    },
  });
}
