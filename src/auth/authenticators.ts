import { ProblemError } from '../http/problem.js';
import { apiKeyAuthenticator } from './authenticators/api-key.js';
import { applicationPasswordAuthenticator } from './authenticators/application-password.js';
import type { Authenticator, Authenticators } from './authenticators/authenticator.js';
import { jwtAuthenticator } from './authenticators/jwt.js';
import { authorization } from './authenticators/request-parts.js';
import { sessionAuthenticator } from './authenticators/session.js';

type Needs = Parameters<typeof apiKeyAuthenticator>[0] &
  Parameters<typeof applicationPasswordAuthenticator>[0] &
  Parameters<typeof jwtAuthenticator>[0] &
  Parameters<typeof sessionAuthenticator>[0];

/** Never comes from outside. */
const system: Authenticator = { authenticate: async () => undefined };

/** No access token of OAuth has been issued yet, so any that is sent is wrong. */
const oauth: Authenticator = {
  async authenticate(ctx) {
    if (authorization(ctx, 'bearer') === undefined) return undefined;
    throw new ProblemError('bad_credentials', 'The access token is wrong or expired.', {
      reason: 'invalid_token',
    });
  },
};

export function createAuthenticators(needs: Needs): Authenticators {
  return {
    session: sessionAuthenticator(needs),
    'application-password': applicationPasswordAuthenticator(needs),
    'api-key': apiKeyAuthenticator(needs),
    jwt: jwtAuthenticator(needs),
    oauth,
    system,
  };
}
export type { Authenticator, Authenticators } from './authenticators/authenticator.js';
