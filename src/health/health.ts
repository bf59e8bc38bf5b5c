import type { Redis } from 'ioredis';
import type { Clock } from '../clock.js';

/** What the health check answers; two references at once are satisfied by it. */
export interface HealthReport {
  readonly status: 'ok' | 'error';
  readonly version: string;
  /** Seconds since the process started to serve. */
  readonly uptime: number;
  readonly db: 'connected' | 'error';
  readonly redis: 'connected' | 'disconnected' | 'not_configured' | 'error';
}

/** Something that works badly, and does not keep the site from serving. */
export interface HealthProblem {
  /** What is ill: `Cron task billing.dunning`. */
  readonly check: string;
  readonly detail: string;
  readonly cure?: string;
}

export interface Pinged {
  ping(): Promise<void>;
}

/** Whether the site works, and whether it wants work. */
export class Health {
  private readonly since: number;
  private stopping = false;
  private readonly conditions: (() => boolean)[] = [];
  private readonly lookers: (() => Promise<readonly HealthProblem[]>)[] = [];

  constructor(
    private readonly version: string,
    private readonly db: Pinged,
    private readonly redis: Redis | undefined,
    private readonly clock: Clock,
  ) {
    this.since = clock.now().getTime();
  }

  uptime(): number {
    return Math.floor((this.clock.now().getTime() - this.since) / 1000);
  }

  async report(): Promise<HealthReport> {
    const db = await this.db.ping().then(
      () => 'connected' as const,
      () => 'error' as const,
    );
    return {
      status: db === 'connected' ? 'ok' : 'error',
      version: this.version,
      uptime: this.uptime(),
      db,
      redis: this.redisState(),
    };
  }

  /** The site wants work only while this holds, too. */
  requires(condition: () => boolean): void {
    this.conditions.push(condition);
  }

  /** Rooms that know of problems of their own. */
  watches(look: () => Promise<readonly HealthProblem[]>): void {
    this.lookers.push(look);
  }

  /** For administrators: nothing here makes the site unready. */
  async problems(): Promise<readonly HealthProblem[]> {
    return (await Promise.all(this.lookers.map((look) => look()))).flat();
  }

  /** False from the moment the site stops taking work, and while its database or a plugin that others run is away. */
  async ready(): Promise<boolean> {
    if (this.stopping || !this.conditions.every((holds) => holds())) return false;
    return (await this.report()).status === 'ok';
  }

  stop(): void {
    this.stopping = true;
  }

  private redisState(): HealthReport['redis'] {
    if (!this.redis) return 'not_configured';
    return this.redis.status === 'ready' ? 'connected' : 'disconnected';
  }
}
