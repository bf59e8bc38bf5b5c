import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { isPage, Page } from '../../database/page.js';
import { isFile } from '../file-answer.js';
import { isProblem, ProblemError } from '../problem.js';
import type { Answered } from '../run-operation.js';
import type { Surface } from '../surfaces/surface.js';

/** As it is kept: the value or the problem, which the surface renders afresh each time. */
type Kept = { readonly answered: Answered } | { readonly problem: KeptProblem };
type KeptProblem = Pick<ProblemError, 'code' | 'message' | 'field' | 'details' | 'reason' | 'data'>;

const PASSING: ReadonlySet<number> = new Set([401, 403, 429]);

/** Undefined for what cannot be kept: streams, bytes and files. */
export function answeredText(answered: Answered): string | undefined {
  const { value } = answered;
  if (value instanceof Readable || value instanceof Uint8Array || isFile(value)) return undefined;
  return JSON.stringify({ answered } satisfies Kept);
}

/** Undefined for what may be otherwise at the next try: who may, how often, and our own failures. */
export function refusedText(error: unknown, surface: Surface): string | undefined {
  if (!isProblem(error)) return undefined;
  const status = surface.status[error.code];
  if (status >= 500 || PASSING.has(status)) return undefined;
  const { code, message, field, details, reason, data } = error;
  return JSON.stringify({ problem: { code, message, field, details, reason, data } } satisfies Kept);
}

/** What was answered, or the problem thrown anew. */
export function replayed(ctx: Context, text: string): Answered {
  const kept = JSON.parse(text) as Kept;
  ctx.set('Idempotent-Replayed', 'true');
  if ('answered' in kept) return { ...kept.answered, value: revived(kept.answered.value) };
  const { code, message, ...options } = kept.problem;
  throw new ProblemError(code, message, options as object);
}

function revived(value: unknown): unknown {
  return isPage(value) ? new Page(value.items, value.window, value.total, value.next) : value;
}
