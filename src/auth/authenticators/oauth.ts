import type { Clock } from '../../clock.js';
import { ProblemError } from '../../http/problem.js';
import type { CredentialCache, Verified } from '../credential-cache.js';
import type { AccessTokens } from '../oauth/access-tokens.js';
import type { Authenticator } from './authenticator.js';
import { addressOf, authorization } from './request-parts.js';

interface Needs {
  readonly accessTokens: AccessTokens;
  readonly cache: CredentialCache;
  readonly clock: Clock;
}

/** `Authorization: Bearer` with an access token of `POST /oauth/token`. */
export function oauthAuthenticator(needs: Needs): Authenticator {
  return {
    async authenticate(ctx) {
      const token = authorization(ctx, 'bearer');
      if (token === undefined) return undefined;
      return needs.cache.through(`oauth ${token}`, addressOf(ctx), () => verify(needs, token));
    },
  };
}

async function verify({ accessTokens, clock }: Needs, token: string): Promise<Verified> {
  const verified = await accessTokens.verify(token, clock.now());
  if (verified) return verified;
  throw new ProblemError('bad_credentials', 'The access token is wrong, revoked or expired.', {
    reason: 'invalid_token',
  });
}
