import { ProblemError } from '../../http/problem.js';
import { looksLikeKey } from '../api-key-format.js';
import type { CredentialCache, Verified } from '../credential-cache.js';
import type { Principals } from '../principals.js';
import type { Tokens } from '../tokens.js';
import type { Authenticator } from './authenticator.js';
import { addressOf, authorization, wantedOrganization } from './request-parts.js';

interface Needs {
  readonly tokens: Tokens;
  readonly principals: Principals;
  readonly cache: CredentialCache;
}

/** `Authorization: Bearer` with an access token of `POST /api/auth/login`. */
export function jwtAuthenticator(needs: Needs): Authenticator {
  return {
    async authenticate(ctx) {
      const token = authorization(ctx, 'bearer');
      if (token === undefined || looksLikeKey(token)) return undefined;
      const wanted = wantedOrganization(ctx);
      return needs.cache.through(`jwt ${token} ${wanted ?? ''}`, addressOf(ctx), () =>
        verify(needs, token, wanted),
      );
    },
  };
}

async function verify(needs: Needs, token: string, wanted: string | undefined): Promise<Verified> {
  const owner = await needs.tokens.owner(token);
  if (!owner) {
    const message = 'The access token is wrong or expired, or its session has ended.';
    throw new ProblemError('bad_credentials', message, { reason: 'invalid_token' });
  }
  const credential = { kind: 'jwt', id: owner.session.publicId, scopes: null } as const;
  return { principal: await needs.principals.ofUser(owner.user, credential, wanted), endsAt: owner.endsAt };
}
