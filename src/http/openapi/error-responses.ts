import { takesKey } from '../idempotency/keyed-request.js';
import type { ProblemCode } from '../problem.js';
import type { PublishedOperation } from '../route-table.js';
import { KEY_CONFLICTS } from './idempotency-words.js';

/** What each refusal means to a reader of the document. */
const MEANINGS: Readonly<Partial<Record<ProblemCode, string>>> = {
  invalid: 'A field or parameter breaks its rule, or the body cannot be read',
  unauthenticated: 'No credential, or one that is wrong, ended or expired',
  forbidden: 'The credential does not reach this far',
  not_found: 'There is no such record for this caller',
  conflict: 'The present state does not allow it',
  payment_required: 'What is left is too little',
  too_large: 'The body is over the limit',
  wrong_media_type: 'The body is of a type that is not read',
  unprocessable: 'Something that is referred to does not exist or may not be',
  rate_limited: 'Too many requests: Retry-After says when to try again',
  internal: 'The site failed; it has been logged',
  unavailable: 'The database is away, or the site is stopping',
};

/** Statuses of the refusals that an operation can answer, with their meaning. */
export function errorStatuses(operation: PublishedOperation): ReadonlyMap<string, string> {
  const { status } = operation.surface;
  const found = new Map<string, string>();
  for (const code of codesOf(operation)) {
    const key = String(status[code]);
    // Where a surface answers two problems alike, the first meaning is the wider one.
    if (!found.has(key)) found.set(key, MEANINGS[code] ?? 'Error');
  }
  if (takesKey(operation)) found.set(String(status.idempotency_in_progress), KEY_CONFLICTS);
  return found;
}

function codesOf({ scopes, args, method }: PublishedOperation): ProblemCode[] {
  const places = new Set(Object.values(args).map((arg) => arg.in));
  const has = (...names: string[]) => names.some((name) => places.has(name as never));
  return [
    ...(has('query', 'path', 'body', 'body-prop') ? (['invalid'] as const) : []),
    ...(scopes === null ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(has('path') ? (['not_found'] as const) : []),
    ...(method === 'get' ? [] : (['conflict'] as const)),
    ...(has('body', 'body-prop') ? (['too_large', 'wrong_media_type', 'unprocessable'] as const) : []),
    'rate_limited',
    'internal',
    'unavailable',
  ];
}
