import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedCounts } from './shared-counts.js';
import type { RateLimit } from './surfaces/surface.js';

/** What became of one call. */
export interface Counted {
  readonly limit: number;
  readonly remaining: number;
  /** Until the window ends. */
  readonly msLeft: number;
  readonly isRefused: boolean;
}

/** Calls of everybody in windows of one length: in Redis over all nodes, or in the memory of this process. */
export class WindowCounter {
  private readonly memory: RateLimiterMemory;
  private readonly together: RateLimiterRedis | undefined;

  constructor(
    name: string,
    private readonly limit: RateLimit,
    private readonly shared: SharedCounts | undefined,
  ) {
    const { points, seconds } = limit;
    const options = { keyPrefix: `kp:${name}:${seconds}`, points, duration: seconds };
    this.memory = new RateLimiterMemory(options);
    this.together = shared && new RateLimiterRedis({ ...options, storeClient: shared.redis });
  }

  async count(key: string): Promise<Counted> {
    if (this.together && this.shared?.isThere) {
      const counted = await consume(this.together, key);
      if (counted instanceof RateLimiterRes) return this.judged(counted, this.limit.points);
      this.shared.failed(counted);
    }
    const counted = await consume(this.memory, key);
    if (counted instanceof Error) throw counted;
    return this.judged(counted, this.share());
  }

  /** Of the limit in this process: together the nodes let no more through than Redis would. */
  private share(): number {
    return Math.max(1, Math.floor(this.limit.points / (this.shared?.nodes ?? 1)));
  }

  private judged({ consumedPoints, msBeforeNext }: RateLimiterRes, limit: number): Counted {
    const remaining = Math.max(0, limit - consumedPoints);
    return { limit, remaining, msLeft: msBeforeNext, isRefused: consumedPoints > limit };
  }
}

/** The library rejects with a result for a refusal, and with an error when its store is away. */
async function consume(
  limiter: RateLimiterMemory | RateLimiterRedis,
  key: string,
): Promise<RateLimiterRes | Error> {
  try {
    return await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    return refusal instanceof Error ? refusal : new Error('The limiter failed', { cause: refusal });
  }
}
