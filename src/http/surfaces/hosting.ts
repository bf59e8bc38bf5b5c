import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import type { ProblemCode, ProblemError } from '../problem.js';
import { ANONYMOUS_LIMITS, DEFAULT_LIMITS, list, object, STATUS, text, withQuery } from './grammar.js';
import type { Surface } from './surface.js';

/** The reference shows `invalid_argument`; the rest are the usual words of that family. */
const CODES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'invalid_argument',
  invalid: 'invalid_argument',
  unprocessable: 'invalid_argument',
  unauthenticated: 'unauthenticated',
  bad_credentials: 'unauthenticated',
  bad_nonce: 'unauthenticated',
  forbidden: 'permission_denied',
  not_found: 'not_found',
  no_route: 'not_found',
  wrong_method: 'method_not_allowed',
  conflict: 'conflict',
  idempotency_key_reused: 'idempotency_key_reused',
  idempotency_in_progress: 'idempotency_in_progress',
  payment_required: 'payment_required',
  too_large: 'payload_too_large',
  wrong_media_type: 'unsupported_media_type',
  rate_limited: 'rate_limited',
  internal: 'internal',
  unavailable: 'unavailable',
};

/** The hosting API: bare bodies, cursors in the Link header, `{error: {code, message, field?, id?, resource?}}`. */
export const hosting: Surface = {
  id: 'hosting',
  base: '/v1',
  prefixes: ['/v1'],
  title: 'Hosting API',
  credentials: ['api-key', 'session'],
  refusesWrongCredentials: false,
  strict: true,
  lenient: false,
  ignoresCase: false,
  methodOverride: false,
  idempotency: true,
  commonQuery: [],
  rateLimits: DEFAULT_LIMITS,
  anonymousRateLimits: ANONYMOUS_LIMITS,
  cacheControl: 'no-store',
  deletedStatus: 204,
  // The reference lists its statuses, and neither 403 for a nonce nor 422 is among those of a bad field.
  status: { ...STATUS, unprocessable: 400, bad_nonce: 401 },

  success(ctx: Context, value: unknown) {
    ctx.body = value;
  },
  list(ctx: Context, page: Page<unknown>) {
    if (page.next !== null) {
      const next = withQuery(ctx.state.siteUrl as string, ctx.path, ctx.querystring, { cursor: page.next });
      ctx.append('Link', `<${next}>; rel="next"`);
    }
    ctx.body = page.items;
  },
  failure(ctx: Context, { code, reason, message, field, data }: ProblemError) {
    const { id, resource } = data;
    ctx.body = { error: { code: reason ?? CODES[code], message, field, id, resource } };
  },

  wrapSuccess: (schema) => schema,
  wrapList: list,
  errorSchema: object({
    error: object({ code: text, message: text, field: text, id: text, resource: text }, ['code', 'message']),
  }),
};
