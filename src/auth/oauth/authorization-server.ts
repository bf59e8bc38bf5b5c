import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Users } from '../../accounts/users.js';
import type { HostDatabase } from '../../database/host-database.js';
import type { Logger } from '../../log.js';
import { currentRequest } from '../../request-context.js';
import type { Secrets } from '../../vault/secrets.js';
import type { LoginAttempts } from '../login-attempts.js';
import type { ScopeRegistry } from '../scope-registry.js';
import type { SecretKeys } from '../secret-keys.js';
import { equalTexts, sha256 } from '../secrets.js';
import { adapterOf, CLIENT_SCOPES } from './adapter.js';
import type { OAuthClients } from './clients.js';
import { OAUTH_COOKIES } from './cookies.js';
import { ACCESS_SECONDS, offeredScopes } from './offered-scopes.js';
import type { OAuthRecords } from './records.js';
import { signingKey } from './signing-key.js';

export interface AuthorizationServerNeeds {
  readonly db: HostDatabase;
  readonly log: Logger;
  readonly users: Users;
  readonly oauthClients: OAuthClients;
  readonly oauthRecords: OAuthRecords;
  readonly attempts: LoginAttempts;
  readonly scopes: ScopeRegistry;
  readonly secretKeys: SecretKeys;
  /** Where the signing key is kept. */
  readonly secrets: Secrets;
  readonly siteUrl: string;
  /** For browsers: answers what went wrong as a page. */
  readonly showError: (ctx: KoaContextWithOIDC, code: string, description: string) => void;
}

const DAY = 86_400;
const WRONG_CREDENTIALS = new Set(['invalid_client', 'invalid_grant']);

export async function authorizationServer(needs: AuthorizationServerNeeds): Promise<Provider> {
  const { attempts, db, log, scopes, secrets, siteUrl } = needs;
  const provider = new Provider(siteUrl, configuration(needs, await signingKey(db, secrets)));
  // Addresses are those of the site, whatever proxies stand before it: the door writes them into the headers.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function (this: { clientSecret?: string }, sent: string) {
    return equalTexts(this.clientSecret ?? '', sha256(sent));
  };
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'discovery') ctx.body = described(ctx.body, scopes);
    const address = currentRequest()?.address;
    const { error } = (ctx.body ?? {}) as { readonly error?: string };
    if (address && error && WRONG_CREDENTIALS.has(error)) await attempts.programFailed(address);
  });
  provider.on('server_error', (_ctx, err) => log.error({ err }, 'The authorisation server failed'));
  return provider;
}

function configuration(needs: AuthorizationServerNeeds, key: object): Configuration {
  const { oauthClients, oauthRecords, secretKeys, siteUrl, showError, users } = needs;
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax' } as const;
  return {
    adapter: (kind) => adapterOf(kind, oauthRecords, oauthClients),
    jwks: { keys: [key as never] },
    cookies: {
      keys: secretKeys.derive('oauth-cookie').map((each) => each.toString('base64url')),
      names: OAUTH_COOKIES,
      long: cookie,
      short: cookie,
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      introspection: '/oauth/introspect',
      jwks: '/oauth/jwks',
      end_session: '/oauth/end-session',
    },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    clientDefaults: { id_token_signed_response_alg: 'ES256', grant_types: [], response_types: [] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    extraClientMetadata: { properties: [CLIENT_SCOPES] },
    features: features(siteUrl, oauthClients),
    pkce: { required: () => true },
    ttl: {
      AccessToken: ACCESS_SECONDS,
      ClientCredentials: ACCESS_SECONDS,
      AuthorizationCode: 60,
      IdToken: ACCESS_SECONDS,
      RefreshToken: 30 * DAY,
      Grant: 180 * DAY,
      Interaction: 600,
      Session: 600,
    },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Nobody stays signed in here: who comes back is known by the login cookie, and asked again.
    expiresWithSession: async () => false,
    findAccount: async (_ctx, sub) =>
      (await users.byPublicId(sub)) && { accountId: sub, claims: async () => ({ sub }) },
    interactions: { url: (_ctx, { uid }) => `${siteUrl}/oauth/consent/${uid}` },
    clientBasedCORS: (_ctx, origin, client) =>
      client.redirectUris?.some((uri) => new URL(uri).origin === origin) ?? false,
    renderError: (ctx, { error, error_description }) => showError(ctx, error, error_description ?? error),
  };
}

function features(siteUrl: string, clients: OAuthClients): Configuration['features'] {
  const own = async (_ctx: unknown, client: { clientId: string }, token: { clientId?: string }) =>
    token.clientId === client.clientId;
  const off = { enabled: false };
  return {
    devInteractions: off,
    userinfo: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    dPoP: off,
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: own },
    revocation: { enabled: true, allowedPolicy: own },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => siteUrl,
      useGrantedResource: () => true,
      getResourceServerInfo(ctx, resource, client) {
        if (resource !== siteUrl) throw new errors.InvalidTarget();
        return offeredScopes(ctx, client, clients);
      },
    },
  };
}

/** With all scopes that are declared now: the list that the server was built with knows none of a plugin's. */
function described(body: unknown, scopes: ScopeRegistry): unknown {
  const declared = scopes.list().filter(({ level }) => level === 'organization');
  return {
    ...(body as object),
    response_modes_supported: ['query', 'fragment'],
    scopes_supported: ['openid', 'offline_access', ...declared.map(({ name }) => name)],
  };
}
