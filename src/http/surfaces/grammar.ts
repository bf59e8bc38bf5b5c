import type { Page, PageWindow } from '../../database/page.js';
import type { ProblemCode } from '../problem.js';
import type { RateLimit, Schema } from './surface.js';

/** What most surfaces answer; each may say otherwise. */
export const STATUS: Readonly<Record<ProblemCode, number>> = {
  malformed: 400,
  invalid: 400,
  unprocessable: 422,
  unauthenticated: 401,
  bad_credentials: 401,
  bad_nonce: 403,
  forbidden: 403,
  not_found: 404,
  no_route: 404,
  wrong_method: 405,
  conflict: 409,
  idempotency_key_reused: 409,
  idempotency_in_progress: 409,
  payment_required: 402,
  too_large: 413,
  wrong_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

export const PER_MINUTE = 60;
export const PER_HOUR = 3600;

/** Where a reference gives no figures: generous to one program, tight to nobody in particular. */
export const DEFAULT_LIMITS: readonly RateLimit[] = [{ points: 600, seconds: PER_MINUTE }];
export const ANONYMOUS_LIMITS: readonly RateLimit[] = [{ points: 120, seconds: PER_MINUTE }];

export function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

export const text: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer' };

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** Page number and size of a window, whatever its kind. */
export function pageOf(window: PageWindow): { page: number; size: number } {
  if (window.kind === 'page') return { page: window.page, size: window.perPage };
  if (window.kind === 'offset')
    return { page: Math.floor(window.offset / window.limit) + 1, size: window.limit };
  return { page: 1, size: window.limit };
}

export function pagesOf(page: Page<unknown>): number {
  return Math.ceil((page.total ?? 0) / pageOf(page.window).size);
}

/** The request's own address with some query parameters replaced; `path` and `query` as the client wrote them. */
export function withQuery(
  siteUrl: string,
  path: string,
  query: string,
  replace: Record<string, string>,
): string {
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(replace)) params.set(name, value);
  return `${siteUrl}${path}?${params}`;
}
