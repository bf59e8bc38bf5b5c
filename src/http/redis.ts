import { Redis } from 'ioredis';
import type { Logger } from '../log.js';

/** Longest wait for an answer of Redis. A process that is busy itself reads late: shorter would take that for silence. */
const ANSWER_LIMIT_MS = 1500;
const CONNECT_LIMIT_MS = 2000;

/**
 * Fails fast: whoever counts in Redis has a way to go on without it. By its defaults the library keeps commands until
 * Redis is back, and a caller would hang as long.
 */
export function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_LIMIT_MS,
    connectTimeout: CONNECT_LIMIT_MS,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1000),
  });
  sayChanges(redis, log);
  return redis;
}

/** One line when it goes and one when it comes, however often the library tries in between. */
function sayChanges(redis: Redis, log: Logger): void {
  let away = false;
  let reason: unknown;
  redis.on('error', (error: unknown) => {
    reason = error;
    if (!away && redis.status !== 'ready') gone();
  });
  redis.on('close', gone);
  redis.on('ready', () => {
    if (away) log.info('Redis is back: limits are counted there');
    away = false;
  });

  function gone(): void {
    if (away) return;
    away = true;
    log.warn({ err: reason }, 'Redis is away: limits are counted in memory, a share of them in each node');
  }
}
