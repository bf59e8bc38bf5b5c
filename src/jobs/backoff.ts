import type { Backoff, JobSpec } from './job.js';

export const DEFAULT_ATTEMPTS = 10;
const DEFAULT_BACKOFF: Backoff = { baseMs: 10_000, factor: 2, maxMs: 3_600_000 };
const JITTER = 0.1;

/** Milliseconds until the next attempt after `attempt` (from 1); up to a tenth longer, so that herds scatter. */
export function pauseAfter(attempt: number, backoff: JobSpec['backoff'] = DEFAULT_BACKOFF): number {
  return Math.round(plain(Math.max(attempt, 1), backoff) * (1 + JITTER * Math.random()));
}

function plain(attempt: number, backoff: Backoff | readonly number[]): number {
  if (isList(backoff)) return backoff[Math.min(attempt, backoff.length) - 1] ?? 0;
  const { baseMs, factor, maxMs } = backoff;
  return Math.min(baseMs * factor ** (attempt - 1), maxMs);
}

function isList(backoff: Backoff | readonly number[]): backoff is readonly number[] {
  return Array.isArray(backoff);
}
