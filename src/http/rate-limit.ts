import { isDeepStrictEqual } from 'node:util';
import type { Context } from 'koa';
import { ownerOf } from '../auth/principal.js';
import { addressKey } from './client-address.js';
import { ProblemError } from './problem.js';
import { type RateLimitOverrides, soundRateLimits } from './rate-limit-option.js';
import type { PublishedOperation } from './route-table.js';
import type { SharedCounts } from './shared-counts.js';
import { stateOf } from './state.js';
import { ANONYMOUS_LIMITS } from './surfaces/grammar.js';
import type { RateLimit, Surface } from './surfaces/surface.js';
import { type Counted, WindowCounter } from './window-counter.js';

/** `@Extension('x-address-limit', …)`: beside the usual limits, so many calls from one address, whoever asks. */
export interface AddressLimit extends RateLimit {
  /** Operations of one name count together. */
  readonly name: string;
  /** Whoever calls without a credential has this limit instead of the surface's. */
  readonly instead?: boolean;
}

/** Counts requests per principal and surface; per address where nobody is known. With Redis, over all nodes. */
export class RateLimits {
  private counters = new Map<string, readonly WindowCounter[]>();
  private overrides: RateLimitOverrides = {};

  constructor(private readonly shared: SharedCounts | undefined) {}

  /** New figures start new counts. Whatever is no list of figures leaves the surface its own. */
  configure(overrides: unknown): void {
    const sound = soundRateLimits(overrides);
    if (isDeepStrictEqual(sound, this.overrides)) return;
    this.overrides = sound;
    this.counters = new Map();
  }

  /** Throws `rate_limited` with `retryAfter`. A refused call is not counted against the longer windows. */
  async consume(ctx: Context, surface: Surface): Promise<void> {
    const { principal, address } = stateOf(ctx);
    if (!principal) return countAll(ctx, this.anonymous(surface.anonymousRateLimits), addressKey(address));
    const limits = this.overrides[surface.id] ?? surface.rateLimits;
    await countAll(ctx, this.named(surface.id, limits), ownerOf(principal));
  }

  /** Whoever looks at a page counts with those who call without a credential. */
  consumePage(ctx: Context): Promise<void> {
    return countAll(ctx, this.anonymous(ANONYMOUS_LIMITS), addressKey(stateOf(ctx).address));
  }

  /** The operation's own limit, if it has one. Counted after the caller was let in and before its body is read. */
  async consumeOwn(ctx: Context, operation: PublishedOperation): Promise<void> {
    const limit = addressLimitOf(operation);
    if (!limit) return;
    const [counter] = this.named(`own:${limit.name}`, [limit]);
    const counted = await counter?.count(addressKey(stateOf(ctx).address));
    if (!counted) return;
    show(ctx, counted);
    if (counted.isRefused) throw refused(ctx, counted);
  }

  private anonymous(limits: readonly RateLimit[]): readonly WindowCounter[] {
    return this.named('anonymous', this.overrides.anonymous ?? limits);
  }

  private named(name: string, limits: readonly RateLimit[]): readonly WindowCounter[] {
    let found = this.counters.get(name);
    if (!found) {
      found = limits.map((limit) => new WindowCounter(name, limit, this.shared));
      this.counters.set(name, found);
    }
    return found;
  }
}

export function addressLimitOf({ extensions }: PublishedOperation): AddressLimit | undefined {
  return extensions['x-address-limit'] as AddressLimit | undefined;
}

async function countAll(ctx: Context, counters: readonly WindowCounter[], key: string): Promise<void> {
  let tightest: Counted | undefined;
  for (const counter of counters) {
    const counted = await counter.count(key);
    if (tightest === undefined || counted.remaining < tightest.remaining) {
      tightest = counted;
      show(ctx, counted);
    }
    if (counted.isRefused) throw refused(ctx, counted);
  }
}

/**
 * Of several windows the one that will refuse first. The names of the IETF's draft count seconds from now; the older
 * ones, which the assistants' reference documents and programs look for elsewhere, name the instant.
 */
function show(ctx: Context, { limit, remaining, msLeft }: Counted): void {
  ctx.set('RateLimit-Limit', String(limit));
  ctx.set('RateLimit-Remaining', String(remaining));
  ctx.set('RateLimit-Reset', String(Math.ceil(msLeft / 1000)));
  ctx.set('X-RateLimit-Limit', String(limit));
  ctx.set('X-RateLimit-Remaining', String(remaining));
  ctx.set('X-RateLimit-Reset', String(Math.ceil((Date.now() + msLeft) / 1000)));
}

function refused(ctx: Context, { msLeft }: Counted): ProblemError {
  const retryAfter = Math.max(1, Math.ceil(msLeft / 1000));
  ctx.set('Retry-After', String(retryAfter));
  return new ProblemError('rate_limited', `Too many requests: try again in ${retryAfter} s`, {
    data: { retryAfter },
  });
}
