import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import { bracketedError, bracketedFailure } from './bracketed.js';
import { ANONYMOUS_LIMITS, DEFAULT_LIMITS, integer, list, object, pageOf, STATUS } from './grammar.js';
import type { Surface } from './surface.js';

/** The operations platform: `{data, meta: {limit, offset, total}}`. */
export const ops: Surface = {
  id: 'ops',
  base: '/api',
  prefixes: ['/api', '/api/v1/public'],
  title: 'Operations API',
  credentials: ['jwt', 'api-key', 'session'],
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
  deletedStatus: 200,
  // The reference keeps 422 for usage over a tier's limits; a reference to nothing is a bad field.
  status: { ...STATUS, unprocessable: 422 },

  success(ctx: Context, value: unknown) {
    ctx.body = { data: value };
  },
  list(ctx: Context, page: Page<unknown>) {
    const { page: number, size } = pageOf(page.window);
    const offset = page.window.kind === 'offset' ? page.window.offset : (number - 1) * size;
    ctx.body = { data: page.items, meta: { limit: size, offset, total: page.total } };
  },
  failure: bracketedFailure,

  wrapSuccess: (schema) => object({ data: schema }),
  wrapList: (item) =>
    object({ data: list(item), meta: object({ limit: integer, offset: integer, total: integer }) }),
  errorSchema: bracketedError,
};
