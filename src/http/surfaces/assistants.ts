import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import type { ProblemCode, ProblemError } from '../problem.js';
import { stateOf } from '../state.js';
import {
  ANONYMOUS_LIMITS,
  integer,
  list,
  object,
  PER_HOUR,
  pageOf,
  pagesOf,
  STATUS,
  text,
} from './grammar.js';
import type { Surface } from './surface.js';

const CODES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'INVALID_REQUEST',
  invalid: 'INVALID_REQUEST',
  unprocessable: 'VALIDATION_ERROR',
  unauthenticated: 'AUTHENTICATION_FAILED',
  bad_credentials: 'AUTHENTICATION_FAILED',
  bad_nonce: 'AUTHENTICATION_FAILED',
  forbidden: 'PERMISSION_DENIED',
  not_found: 'RESOURCE_NOT_FOUND',
  no_route: 'RESOURCE_NOT_FOUND',
  wrong_method: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT',
  idempotency_key_reused: 'IDEMPOTENCY_KEY_REUSED',
  idempotency_in_progress: 'IDEMPOTENCY_IN_PROGRESS',
  payment_required: 'PAYMENT_REQUIRED',
  too_large: 'INVALID_REQUEST',
  wrong_media_type: 'INVALID_REQUEST',
  rate_limited: 'RATE_LIMIT_EXCEEDED',
  internal: 'INTERNAL_ERROR',
  unavailable: 'SERVICE_UNAVAILABLE',
};

/** The agents' API: `{data, pagination}` and errors with `request_id` and `timestamp`. */
export const assistants: Surface = {
  id: 'assistants',
  base: '/v1',
  prefixes: ['/v1/agents', '/v1/conversations', '/v1/analytics', '/v1/integrations'],
  title: 'Assistants API',
  credentials: ['oauth', 'session'],
  refusesWrongCredentials: false,
  strict: true,
  lenient: false,
  ignoresCase: false,
  methodOverride: false,
  idempotency: true,
  commonQuery: [],
  rateLimits: [{ points: 1000, seconds: PER_HOUR }],
  anonymousRateLimits: ANONYMOUS_LIMITS,
  cacheControl: 'no-store',
  deletedStatus: 200,
  // The reference knows 400 for all bad input, and 401 for every failed authentication.
  status: { ...STATUS, unprocessable: 400, bad_nonce: 401 },

  success(ctx: Context, value: unknown) {
    ctx.body = { data: value };
  },
  list(ctx: Context, page: Page<unknown>) {
    const { page: number, size } = pageOf(page.window);
    ctx.body = {
      data: page.items,
      pagination: { page: number, limit: size, total: page.total, total_pages: pagesOf(page) },
    };
  },
  failure(ctx: Context, { code, reason, message, details, field, data }: ProblemError) {
    const first = details[0];
    ctx.body = {
      error: {
        code: reason ?? CODES[code],
        message,
        details: field === undefined ? data : { field, reason: first?.message ?? message },
        request_id: stateOf(ctx).requestId,
        timestamp: new Date().toISOString(),
      },
    };
  },

  wrapSuccess: (schema) => object({ data: schema }),
  wrapList: (item) =>
    object({
      data: list(item),
      pagination: object({ page: integer, limit: integer, total: integer, total_pages: integer }),
    }),
  errorSchema: object({
    error: object({
      code: text,
      message: text,
      details: { type: 'object', additionalProperties: true },
      request_id: text,
      timestamp: { type: 'string', format: 'date-time' },
    }),
  }),
};
