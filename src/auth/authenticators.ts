import { apiKeyAuthenticator } from './authenticators/api-key.js';
import { applicationPasswordAuthenticator } from './authenticators/application-password.js';
import type { Authenticator, Authenticators } from './authenticators/authenticator.js';
import { jwtAuthenticator } from './authenticators/jwt.js';
import { oauthAuthenticator } from './authenticators/oauth.js';
import { sessionAuthenticator } from './authenticators/session.js';

type Needs = Parameters<typeof apiKeyAuthenticator>[0] &
  Parameters<typeof applicationPasswordAuthenticator>[0] &
  Parameters<typeof jwtAuthenticator>[0] &
  Parameters<typeof oauthAuthenticator>[0] &
  Parameters<typeof sessionAuthenticator>[0];

/** Never comes from outside. */
const system: Authenticator = { authenticate: async () => undefined };

export function createAuthenticators(needs: Needs): Authenticators {
  return {
    session: sessionAuthenticator(needs),
    'application-password': applicationPasswordAuthenticator(needs),
    'api-key': apiKeyAuthenticator(needs),
    jwt: jwtAuthenticator(needs),
    oauth: oauthAuthenticator(needs),
    system,
  };
}
export type { Authenticator, Authenticators } from './authenticators/authenticator.js';
