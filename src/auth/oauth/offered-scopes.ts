import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { CLIENT_SCOPES } from './adapter.js';
import type { OAuthClients } from './clients.js';

export const ACCESS_SECONDS = 3600;

/**
 * The API as the authorisation server sees it. It is asked on each request, so that scopes of a plugin that was just
 * switched on are issued at once; it is the only place that knows what a client may have.
 */
export async function offeredScopes(
  ctx: KoaContextWithOIDC,
  client: Client,
  clients: OAuthClients,
): Promise<ResourceServer> {
  const offered = clients.offered((client[CLIENT_SCOPES] ?? []) as readonly string[]);
  if (isFirstRequest(ctx)) {
    assertAnswerable(ctx);
    narrow(ctx, offered);
  }
  return { scope: offered.join(' '), accessTokenTTL: ACCESS_SECONDS, accessTokenFormat: 'opaque' };
}

/** Codes and refresh tokens have their scopes already. */
function isFirstRequest({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.route === 'authorization' || oidc.params?.grant_type === 'client_credentials';
}

/** Answers go by redirect: a page that posts itself would need a script, and ours have none. */
function assertAnswerable({ oidc }: KoaContextWithOIDC): void {
  const params = oidc.params as Record<string, unknown>;
  if (params.response_mode !== 'form_post') return;
  params.response_mode = undefined;
  throw new errors.InvalidRequest('the response_mode form_post is not served');
}

/** Who asks for nothing gets all that is offered; who asks only for what is not offered is told so. */
function narrow({ oidc }: KoaContextWithOIDC, offered: readonly string[]): void {
  const params = oidc.params as Record<string, unknown>;
  if (typeof params.scope !== 'string' && offered.length > 0) params.scope = offered.join(' ');
  const asked = typeof params.scope === 'string' ? params.scope.split(' ') : [];
  if (asked.some((scope) => offered.includes(scope))) return;
  throw new errors.InvalidScope('this client may have none of these scopes', asked.join(' '));
}
