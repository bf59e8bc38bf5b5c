import { ProblemError } from '../http/problem.js';
import { isOwnedName } from '../owned-registry.js';
import type { EnqueueOptions } from './job.js';

const MAX_PAYLOAD_BYTES = 65_536;
const MAX_KEY = 191;
const MAX_DELAY_MS = 3_650 * 86_400_000;
const MAX_ATTEMPTS = 1000;

/** Throws `invalid`, naming the field, for what no job can be. */
export function checkJob(name: string, options: EnqueueOptions): void {
  const { orgId, priority = 0, delayMs = 0, uniqueKey, attempts = 1 } = options;
  if (!isOwnedName(name)) throw faulty('name', 'is not the name of a kind of job', 'pattern');
  if (orgId !== null && !(Number.isSafeInteger(orgId) && orgId > 0))
    throw faulty('orgId', 'is not the id of an organisation', 'type');
  if (!within(priority, -100, 100)) throw faulty('priority', 'must be from -100 to 100', 'max');
  if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) throw faulty('delayMs', 'must be 0 to ten years', 'max');
  if (uniqueKey !== undefined && !(uniqueKey.length >= 1 && uniqueKey.length <= MAX_KEY))
    throw faulty('uniqueKey', `must have 1 to ${MAX_KEY} characters`, 'max_length');
  if (!within(attempts, 1, MAX_ATTEMPTS)) throw faulty('attempts', `must be 1 to ${MAX_ATTEMPTS}`, 'max');
}

/** The payload as JSON has it: what runs later is what was written down. */
export function checkedPayload(payload: unknown): unknown {
  let text: string;
  try {
    text = JSON.stringify(payload ?? null) ?? 'null';
  } catch (cause) {
    throw faulty('payload', 'cannot be written as JSON', 'type', cause);
  }
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw faulty('payload', `is longer than ${MAX_PAYLOAD_BYTES} bytes`, 'max_length');
  return JSON.parse(text) as unknown;
}

function within(value: number, least: number, greatest: number): boolean {
  return Number.isInteger(value) && value >= least && value <= greatest;
}

function faulty(field: string, what: string, rule: string, cause?: unknown): ProblemError {
  const message = `${field} ${what}`;
  return new ProblemError('invalid', message, { details: [{ field, message, rule }], cause });
}
