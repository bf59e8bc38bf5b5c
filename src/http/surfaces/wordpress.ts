import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import type { ProblemError } from '../problem.js';
import type { PublishedOperation } from '../route-table.js';
import { mergeParameters } from '../wordpress/parameters.js';
import { wordpressError } from '../wordpress/problem-body.js';
import { ANONYMOUS_LIMITS, DEFAULT_LIMITS, integer, list, object, STATUS, text } from './grammar.js';
import type { Surface } from './surface.js';
import { setPagingHeaders } from './wordpress-paging.js';

/** WordPress' own REST API: bare values, paging in headers, `{code, message, data: {status}}`. */
export const wordpress: Surface = {
  id: 'wordpress',
  base: '/wp-json',
  prefixes: ['/wp-json'],
  title: 'WordPress REST API',
  credentials: ['session', 'application-password'],
  refusesWrongCredentials: true,
  strict: false,
  lenient: true,
  ignoresCase: true,
  methodOverride: true,
  idempotency: false,
  commonQuery: ['_locale', '_fields', '_method', '_wpnonce', '_envelope'],
  rateLimits: DEFAULT_LIMITS,
  anonymousRateLimits: ANONYMOUS_LIMITS,
  cacheControl: null,
  deletedStatus: 200,
  // A route without the method is no route, and a reference to nothing is a bad parameter.
  status: { ...STATUS, wrong_method: 404, unprocessable: 400 },

  prepare(ctx: Context, operation: PublishedOperation) {
    mergeParameters(ctx, operation);
  },
  success(ctx: Context, value: unknown) {
    ctx.body = value;
  },
  list(ctx: Context, page: Page<unknown>) {
    setPagingHeaders(ctx, page);
    ctx.body = page.items;
  },
  failure(ctx: Context, problem: ProblemError) {
    const body = wordpressError(problem, this.status[problem.code]);
    // Methods are told for a route that was found.
    ctx.remove('Allow');
    ctx.status = body.data.status;
    ctx.body = body;
  },

  wrapSuccess: (schema) => schema,
  wrapList: list,
  errorSchema: object({
    code: text,
    message: text,
    data: {
      type: 'object',
      properties: { status: integer },
      required: ['status'],
      additionalProperties: true,
    },
  }),
};
