import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import type { ProblemCode, ProblemError } from '../problem.js';
import { ANONYMOUS_LIMITS, list, object, PER_HOUR, PER_MINUTE, STATUS, text } from './grammar.js';
import type { Schema, Surface } from './surface.js';
import { setPagingHeaders } from './wordpress-paging.js';

const succeeded: Schema = { type: 'boolean', enum: [true] };

/** What WordPress itself would say in place of the plugin: clients renew their nonce at the first of these words. */
const WORDS: Readonly<Partial<Record<ProblemCode, string>>> = {
  bad_nonce: 'rest_cookie_invalid_nonce',
  no_route: 'rest_no_route',
};

/** The agency's API as a WordPress plugin would serve it: `{success, data}` and `{success, message, code}`. */
export const agencyOs: Surface = {
  id: 'agency-os',
  base: '/wp-json/agency-os-ai/v1',
  prefixes: ['/wp-json/agency-os-ai/v1'],
  title: 'Agency OS AI REST API',
  credentials: ['session', 'application-password'],
  refusesWrongCredentials: true,
  strict: true,
  lenient: false,
  ignoresCase: true,
  methodOverride: true,
  idempotency: false,
  commonQuery: ['_locale', '_fields', '_fields[]', '_method', '_wpnonce', '_envelope'],
  rateLimits: [
    { points: 100, seconds: PER_MINUTE },
    { points: 1000, seconds: PER_HOUR },
  ],
  anonymousRateLimits: ANONYMOUS_LIMITS,
  cacheControl: null,
  deletedStatus: 200,
  status: STATUS,

  success(ctx: Context, value: unknown) {
    ctx.body = { success: true, data: value };
  },
  list(ctx: Context, page: Page<unknown>) {
    setPagingHeaders(ctx, page);
    ctx.body = { success: true, data: page.items };
  },
  failure(ctx: Context, problem: ProblemError) {
    ctx.body = {
      success: false,
      message: problem.message,
      code: WORDS[problem.code] ?? problem.reason ?? problem.code,
    };
  },

  wrapSuccess: (schema) => object({ success: succeeded, data: schema }),
  wrapList: (item) => object({ success: succeeded, data: list(item) }),
  errorSchema: object({ success: { type: 'boolean', enum: [false] }, message: text, code: text }),
};
