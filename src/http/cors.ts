import type { Context, Next } from 'koa';

const METHODS = 'OPTIONS, GET, POST, PUT, PATCH, DELETE';
const HEADERS =
  'Authorization, X-API-Key, X-WP-Nonce, X-Koapress-Organization, Idempotency-Key, Content-Disposition, Content-Type';
const EXPOSED =
  'X-WP-Total, X-WP-TotalPages, X-WP-Nonce, Link, X-Request-Id, Retry-After, Idempotent-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset';

/** Answers configured origins only, and never lets them send the login cookie. */
export function cors(origins: readonly string[]) {
  const known = new Set(origins);
  return async (ctx: Context, next: Next): Promise<void> => {
    const origin = ctx.get('origin');
    if (origin === '') return next();
    ctx.append('Vary', 'Origin');
    if (!known.has(origin)) return next();
    ctx.set('Access-Control-Allow-Origin', origin);
    ctx.set('Access-Control-Expose-Headers', EXPOSED);
    if (ctx.method === 'OPTIONS' && ctx.get('access-control-request-method') !== '') {
      ctx.set('Access-Control-Allow-Methods', METHODS);
      ctx.set('Access-Control-Allow-Headers', HEADERS);
      ctx.set('Access-Control-Max-Age', '600');
      ctx.status = 204;
      return;
    }
    return next();
  };
}
