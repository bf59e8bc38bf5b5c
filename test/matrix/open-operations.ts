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
  // The provider shows by a signature that it is the one.
  'POST /api/billing/webhook',
];

/** Operations that any valid credential may call, even one without a single scope. */
export const openToAll: readonly string[] = [
  `GET ${WP}/users/me`,
  `GET ${WP}/users/{user_id}/application-passwords/introspect`,
  'GET /api/auth/me',
  'GET /v1/users/me',
];

/**
 * By these an organisation sees what the site's operator sells, and buys it as its customer: what it buys are rows of
 * the operator's organisation.
 */
export const purchases: readonly string[] = [
  'POST /api/billing/auto-topup',
  'PUT /api/billing/auto-topup',
  'GET /api/billing/auto-topup',
  'DELETE /api/billing/auto-topup',
  'POST /api/billing/change-plan',
  'POST /api/billing/checkout',
  'POST /api/billing/create-payment-intent',
  'POST /api/billing/credit-auto-topup',
  'PUT /api/billing/credit-auto-topup',
  'GET /api/billing/credit-auto-topup',
  'DELETE /api/billing/credit-auto-topup',
  'POST /api/billing/portal',
  'PATCH /v1/users/me/billing',
];
