const WP = '/wp-json/wp/v2';

/** Operations that need no credential. One that is public and not here fails the tests. */
export const publicOperations: readonly string[] = [
  // Whoever may not list users sees none.
  `GET ${WP}/users`,
  'POST /api/auth/login',
  'POST /api/auth/refresh',
  'POST /api/auth/forgot-password',
  'POST /api/forms/{formPublicId}/submit',
  'GET /api/health',
  'GET /api/ready',
  'GET /api/version',
  'GET /api/billing/tiers',
  'GET /api/billing/pricing',
];

/** Operations that any valid credential may call, even one without a single scope. */
export const openToAll: readonly string[] = [
  `GET ${WP}/users/me`,
  `GET ${WP}/users/{user_id}/application-passwords/introspect`,
  'GET /api/auth/me',
  'GET /v1/users/me',
];
