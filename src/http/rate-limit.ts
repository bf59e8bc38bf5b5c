import type { Redis } from 'ioredis';
import type { Context } from 'koa';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Principal } from '../auth/principal.js';
import { addressKey } from './client-address.js';
import { ProblemError } from './problem.js';
import { stateOf } from './state.js';
import type { RateLimit, Surface, SurfaceId } from './surfaces/surface.js';

/** Figures of the administrator, in place of the surface's own. */
export type RateLimitOverrides = Readonly<Partial<Record<SurfaceId | 'anonymous', readonly RateLimit[]>>>;

/** Counts requests per principal and surface; per address where nobody is known. With Redis, over all nodes. */
export class RateLimits {
  private limiters = new Map<string, readonly RateLimiterAbstract[]>();
  private overrides: RateLimitOverrides = {};

  constructor(private readonly redis: Redis | undefined) {}

  /** New figures start new counts. Whatever is no list of figures leaves the surface its own. */
  configure(overrides: unknown): void {
    this.overrides = Object.fromEntries(
      Object.entries(overrides ?? {}).filter(([, limits]) => areLimits(limits)),
    );
    this.limiters = new Map();
  }

  /** Throws `rate_limited` with `retryAfter`. A refused call is not counted against the longer windows. */
  async consume(ctx: Context, surface: Surface): Promise<void> {
    const { principal, address } = stateOf(ctx);
    const key = principal ? principalKey(principal) : addressKey(address);
    let tightest: RateLimiterRes | undefined;
    for (const limiter of this.limitersOf(surface, principal === null)) {
      const outcome = await limiter.consume(key).catch((refusal: unknown) => refusal);
      if (outcome instanceof Error) throw outcome;
      const counted = outcome as RateLimiterRes;
      if (tightest === undefined || counted.remainingPoints < tightest.remainingPoints) {
        tightest = counted;
        show(ctx, limiter.points, counted);
      }
      if (counted.consumedPoints > limiter.points) throw refused(ctx, counted);
    }
  }

  private limitersOf(surface: Surface, anonymous: boolean): readonly RateLimiterAbstract[] {
    const name = anonymous ? 'anonymous' : surface.id;
    let found = this.limiters.get(name);
    if (!found) {
      const limits = this.overrides[name] ?? (anonymous ? surface.anonymousRateLimits : surface.rateLimits);
      found = limits.map((limit) => this.limiter(name, limit));
      this.limiters.set(name, found);
    }
    return found;
  }

  /** Without Redis, or while it is away, the process counts in its own memory. */
  private limiter(name: string, { points, seconds }: RateLimit): RateLimiterAbstract {
    const options = { keyPrefix: `kp:${name}:${seconds}`, points, duration: seconds };
    const memory = new RateLimiterMemory(options);
    if (!this.redis) return memory;
    return new RateLimiterRedis({ ...options, storeClient: this.redis, insuranceLimiter: memory });
  }
}

/** An option is whatever somebody wrote: a slip of theirs must not turn every request into a fault. */
function areLimits(value: unknown): value is readonly RateLimit[] {
  return (
    Array.isArray(value) &&
    value.every((limit: Partial<RateLimit> | null) => isFigure(limit?.points) && isFigure(limit?.seconds))
  );
}

function isFigure(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

function principalKey(principal: Principal): string {
  return principal.userId === null ? `c:${principal.credential.id}` : `u:${principal.userId}`;
}

/** Of several windows the one that will refuse first. */
function show(ctx: Context, points: number, counted: RateLimiterRes): void {
  ctx.set('X-RateLimit-Limit', String(points));
  ctx.set('X-RateLimit-Remaining', String(Math.max(0, counted.remainingPoints)));
  ctx.set('X-RateLimit-Reset', String(Math.ceil((Date.now() + counted.msBeforeNext) / 1000)));
}

function refused(ctx: Context, counted: RateLimiterRes): ProblemError {
  const retryAfter = Math.max(1, Math.ceil(counted.msBeforeNext / 1000));
  ctx.set('Retry-After', String(retryAfter));
  return new ProblemError('rate_limited', `Too many requests: try again in ${retryAfter} s`, {
    data: { retryAfter },
  });
}
