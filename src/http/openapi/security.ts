import type { CredentialKind } from '../../auth/principal.js';
import type { PublishedOperation } from '../route-table.js';
import type { Surface } from '../surfaces/surface.js';

type Json = Record<string, unknown>;

/** Schemes by kind of credential. The cookie counts only together with its nonce. */
const SCHEMES: Readonly<Partial<Record<CredentialKind, Record<string, Json>>>> = {
  session: {
    wpNonce: { type: 'apiKey', in: 'header', name: 'X-WP-Nonce', description: 'Nonce of the login session' },
    wpCookie: {
      type: 'apiKey',
      in: 'cookie',
      name: 'wordpress_logged_in_{hash}',
      description: 'Login cookie',
    },
  },
  'application-password': { applicationPassword: { type: 'http', scheme: 'basic' } },
  'api-key': { apiKey: { type: 'http', scheme: 'bearer', description: 'API key' } },
  oauth: {
    oauth2: {
      type: 'oauth2',
      description: 'Access token of a client made by `koapress oauth-client create`',
      flows: {
        clientCredentials: { tokenUrl: '/oauth/token', scopes: {} },
        authorizationCode: {
          authorizationUrl: '/oauth/authorize',
          tokenUrl: '/oauth/token',
          refreshUrl: '/oauth/token',
          scopes: {},
        },
      },
    },
  },
  jwt: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
};

export function securitySchemes(surfaces: readonly Surface[]): Json {
  return Object.assign(
    {},
    ...surfaces.flatMap((surface) => surface.credentials.map((kind) => SCHEMES[kind] ?? {})),
  );
}

/** Alternatives; within one, all are needed together. */
export function securityOf(operation: PublishedOperation): Json[] {
  if (operation.scopes === null) return [];
  return operation.surface.credentials.flatMap((kind) => {
    const names = Object.keys(SCHEMES[kind] ?? {});
    return names.length === 0 ? [] : [Object.fromEntries(names.map((name) => [name, []]))];
  });
}
