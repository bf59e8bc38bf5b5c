import type { Context } from 'koa';
import type { CredentialKind } from '../../auth/principal.js';
import type { Page } from '../../database/page.js';
import type { ProblemCode, ProblemError } from '../problem.js';
import type { PublishedOperation } from '../route-table.js';

/** The API styles of the site. */
export type SurfaceId = 'wordpress' | 'agency-os' | 'hosting' | 'assistants' | 'ops' | 'org';

/** Figures of one limiter. */
export interface RateLimit {
  readonly points: number;
  readonly seconds: number;
}

/** JSON schema of OpenAPI 3.0, as far as surfaces touch it. */
export type Schema = Readonly<Record<string, unknown>>;

/** One API style at a set of path prefixes. All that differs between the APIs, and is not a field's name, is here. */
export interface Surface {
  readonly id: SurfaceId;
  /** Paths of controllers are relative to it: `/api`. */
  readonly base: string;
  /** Longest match on segment boundaries decides. */
  readonly prefixes: readonly string[];
  readonly title: string;
  /** In the order in which they are tried; `session` is the login cookie with its nonce. */
  readonly credentials: readonly CredentialKind[];
  /** Answer a wrong credential at once, also where the operation would need none. */
  readonly refusesWrongCredentials: boolean;
  /** Unknown query parameters and body fields are 4xx. */
  readonly strict: boolean;
  /** Values are converted to the documented type, forms are read, GET bodies too. */
  readonly lenient: boolean;
  /** Paths match in any case. */
  readonly ignoresCase: boolean;
  /** `X-HTTP-Method-Override` and `_method` on POST. */
  readonly methodOverride: boolean;
  /** Writes of a known caller take `Idempotency-Key`. */
  readonly idempotency: boolean;
  /** Query parameters that every operation of the surface takes. */
  readonly commonQuery: readonly string[];
  /** Per principal; all must hold. */
  readonly rateLimits: readonly RateLimit[];
  /** Per address, for calls without a credential. */
  readonly anonymousRateLimits: readonly RateLimit[];
  /** Answers are for one caller. Null: the surface has headers of its own that say so. */
  readonly cacheControl: 'no-store' | null;
  readonly deletedStatus: 200 | 204;
  readonly status: Readonly<Record<ProblemCode, number>>;
  /** Brings the parameters into the one form that is validated; after authorisation. */
  prepare?(ctx: Context, operation: PublishedOperation): void;
  success(ctx: Context, value: unknown): void;
  list(ctx: Context, page: Page<unknown>): void;
  failure(ctx: Context, problem: ProblemError): void;
  /** Wraps the schema of one answer in the surface's envelope. */
  wrapSuccess(schema: Schema): Schema;
  wrapList(item: Schema): Schema;
  readonly errorSchema: Schema;
}
