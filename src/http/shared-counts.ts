import type { Redis } from 'ioredis';
import type { Logger } from '../log.js';
import type { Counted } from './metrics.js';

const NODES_KNOWN_MS = 2000;
const SAY_EVERY_MS = 60_000;

/** Where all nodes count together, and what a node needs to know while that is away. */
export class SharedCounts {
  private known = 1;
  private askAt = 0;
  private sayAt = 0;
  private isLeaving = false;

  constructor(
    readonly redis: Redis,
    private readonly live: () => Promise<readonly unknown[]>,
    private readonly log: Logger,
  ) {}

  /** For the metrics. */
  get level(): Counted {
    const value = () => Number(this.isThere);
    return { name: 'koapress_redis_connected', help: '1 while Redis answers, else 0', type: 'gauge', value };
  }

  get isThere(): boolean {
    return this.redis.status === 'ready' && !this.isLeaving;
  }

  /** How many processes run the site. Asked anew in the background while somebody wants to know. */
  get nodes(): number {
    const now = performance.now();
    if (now >= this.askAt) {
      this.askAt = now + NODES_KNOWN_MS;
      void this.countNodes();
    }
    return this.known;
  }

  /** Redis did not count. One that is silent may be gone: a new connection finds out, and nobody waits meanwhile. */
  failed(error: Error): void {
    if (!this.isThere) return;
    if (/timed out/i.test(error.message)) this.reconnect();
    else this.say(error);
  }

  /** The connection looks ready until it is closed at last. */
  private reconnect(): void {
    this.isLeaving = true;
    this.redis.once('close', () => {
      this.isLeaving = false;
    });
    this.redis.disconnect(true);
  }

  private say(error: Error): void {
    const now = performance.now();
    if (now < this.sayAt) return;
    this.sayAt = now + SAY_EVERY_MS;
    this.log.warn({ err: error }, 'Redis does not count: limits are counted in memory');
  }

  private async countNodes(): Promise<void> {
    try {
      this.known = Math.max(1, (await this.live()).length);
    } catch (error) {
      this.log.debug({ err: error }, 'The nodes could not be counted');
    }
  }
}
