import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { LoginAttempts } from '../../auth/login-attempts.js';
import { OAUTH_COOKIES } from '../../auth/oauth/cookies.js';
import { isProblem } from '../problem.js';
import { stateOf } from '../state.js';
import { setNoCache } from '../wordpress/edge.js';

/** All that the authorisation server answers; what else lies below `/oauth/` is not there. */
const SERVED =
  /^\/(oauth\/(authorize(\/[\w-]+)?|token|revoke|introspect|jwks)|\.well-known\/(openid-configuration|oauth-authorization-server))$/;
/** Where secrets, codes and tokens are shown. */
const GUARDED = new Set(['/oauth/token', '/oauth/revoke', '/oauth/introspect']);

export interface OAuthDoorNeeds {
  readonly server: () => Promise<Provider>;
  readonly attempts: LoginAttempts;
  readonly siteUrl: string;
}

/** Hands requests for the authorisation server over to it. */
export function oauthDoor({ server, attempts, siteUrl }: OAuthDoorNeeds): Middleware {
  const { protocol, host } = new URL(siteUrl);
  return async (ctx, next) => {
    if (!SERVED.test(ctx.path)) return next();
    if (GUARDED.has(ctx.path)) {
      setNoCache(ctx);
      if (await isRefused(ctx, attempts)) return;
    }
    const { headers } = ctx.req;
    headers['x-forwarded-proto'] = protocol.slice(0, -1);
    headers['x-forwarded-host'] = host;
    headers.cookie = withoutSession(headers.cookie);
    const answer = (await server()).callback();
    ctx.respond = false;
    await answer(ctx.req, ctx.res);
  };
}

async function isRefused(ctx: Context, attempts: LoginAttempts): Promise<boolean> {
  try {
    await attempts.assertProgramMayTry(stateOf(ctx).address);
    return false;
  } catch (error) {
    if (!isProblem(error) || error.code !== 'rate_limited') throw error;
    ctx.status = 429;
    ctx.set('Retry-After', String(error.data.retryAfter));
    ctx.body = { error: 'temporarily_unavailable', error_description: error.message };
    return true;
  }
}

/** The login cookie alone says who somebody is: who has logged out, or in as another, is nobody there either. */
function withoutSession(cookies: string | undefined): string | undefined {
  return cookies
    ?.split(';')
    .filter((pair) => !pair.trim().startsWith(OAUTH_COOKIES.session))
    .join(';');
}
