import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import { bracketedError, bracketedFailure } from './bracketed.js';
import {
  ANONYMOUS_LIMITS,
  DEFAULT_LIMITS,
  integer,
  list,
  object,
  pageOf,
  pagesOf,
  STATUS,
} from './grammar.js';
import type { Surface } from './surface.js';

/** The organisation's API: `{data, meta: {page, limit, total, totalPages}}`, opened by `sk_live_` keys. */
export const org: Surface = {
  id: 'org',
  base: '/api',
  prefixes: ['/api/v1', '/api/forms'],
  title: 'Organisation API',
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
  status: STATUS,

  success(ctx: Context, value: unknown) {
    ctx.body = { data: value };
  },
  list(ctx: Context, page: Page<unknown>) {
    const { page: number, size } = pageOf(page.window);
    ctx.body = {
      data: page.items,
      meta: { page: number, limit: size, total: page.total, totalPages: pagesOf(page) },
    };
  },
  failure: bracketedFailure,

  wrapSuccess: (schema) => object({ data: schema }),
  wrapList: (item) =>
    object({
      data: list(item),
      meta: object({ page: integer, limit: integer, total: integer, totalPages: integer }),
    }),
  errorSchema: bracketedError,
};
