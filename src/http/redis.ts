import { Redis } from 'ioredis';
import type { Logger } from '../log.js';

/** Fails fast: whoever counts in Redis has a way to go on without it. */
export function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', (error: unknown) => log.warn({ err: error }, 'Redis is away; limits count in memory'));
  return redis;
}
