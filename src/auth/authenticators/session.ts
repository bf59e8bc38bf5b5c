import type { Context } from 'koa';
import type { Users } from '../../accounts/users.js';
import { ProblemError } from '../../http/problem.js';
import type { CredentialCache, Verified } from '../credential-cache.js';
import type { LoginCookie } from '../login-cookie.js';
import { type Nonces, REST_ACTION } from '../nonces.js';
import type { Principal } from '../principal.js';
import type { Principals } from '../principals.js';
import type { Sessions } from '../sessions.js';
import type { Authenticator } from './authenticator.js';
import { addressOf, surfaceIdOf, wantedOrganization } from './request-parts.js';

interface Needs {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly cookie: LoginCookie;
  readonly nonces: Nonces;
  readonly principals: Principals;
  readonly cache: CredentialCache;
}

/**
 * The login cookie with a nonce. The cookie alone is nobody, also for reading: any foreign page makes the browser
 * send it. A nonce alone is nobody either; on the wordpress surface a wrong one is refused all the same, as there.
 * With a dead cookie it is refused everywhere: somebody believes to be signed in.
 */
export function sessionAuthenticator(needs: Needs): Authenticator {
  return {
    async authenticate(ctx) {
      const value = ctx.cookies.get(needs.cookie.name);
      const content = value ? needs.cookie.read(value) : undefined;
      const principal = value && content ? await byCookie(needs, ctx, value) : undefined;
      const nonce = sentNonce(ctx);
      if (principal && content) {
        if (nonce === undefined) return null;
        return needs.nonces.verify(nonce, REST_ACTION, principal.userId ?? 0, content.token)
          ? welcome(needs, ctx, principal, content.token)
          : refuse();
      }
      // A dead cookie is no cookie: another credential may stand beside it, and then the nonce does not matter.
      if (nonce === undefined || ctx.get('authorization') !== '') return undefined;
      return withoutSession(needs, ctx, nonce, value !== undefined);
    },
  };
}

async function byCookie(needs: Needs, ctx: Context, value: string): Promise<Principal | undefined> {
  const wanted = wantedOrganization(ctx);
  return needs.cache.through(`cookie ${value} ${wanted ?? ''}`, addressOf(ctx), () =>
    verify(needs, value, wanted),
  );
}

async function verify(
  needs: Needs,
  value: string,
  wanted: string | undefined,
): Promise<Verified | undefined> {
  const found = await needs.sessions.byCookie(value);
  const user = found && (await needs.users.byId(found.session.userId));
  if (!found || user?.login !== found.login) return undefined;
  const credential = { kind: 'session', id: found.session.publicId, scopes: null } as const;
  const principal = await needs.principals.ofUser(user, credential, wanted);
  return { principal, endsAt: found.session.expiresAt.getTime() };
}

/** The answer brings the nonce of the present tick, so that a page that stays open never runs out. */
function welcome({ nonces }: Needs, ctx: Context, principal: Principal, token: string): Principal {
  ctx.set('X-WP-Nonce', nonces.create(REST_ACTION, principal.userId ?? 0, token));
  return principal;
}

function withoutSession({ nonces }: Needs, ctx: Context, nonce: string, hadCookie: boolean): undefined {
  const surface = surfaceIdOf(ctx);
  if (nonces.verify(nonce, REST_ACTION, 0, '')) {
    ctx.set('X-WP-Nonce', nonces.create(REST_ACTION, 0, ''));
  } else if (surface === 'wordpress' || (surface === 'agency-os' && hadCookie)) {
    refuse();
  } else if (hadCookie) {
    throw new ProblemError('bad_credentials', 'Your session has ended: log in again.');
  }
  return undefined;
}

/** The parameter wins over the header; an empty one is a nonce too, and a wrong one. */
function sentNonce(ctx: Context): string | undefined {
  const body = ctx.request.body as Readonly<Record<string, unknown>> | undefined;
  const form = ctx.is('application/x-www-form-urlencoded', 'multipart/form-data')
    ? body?._wpnonce
    : undefined;
  const parameter = form ?? ctx.query._wpnonce;
  if (parameter !== undefined) return typeof parameter === 'string' ? parameter : '';
  return ctx.req.headers['x-wp-nonce'] as string | undefined;
}

function refuse(): never {
  throw new ProblemError('bad_nonce', 'Cookie check failed');
}
