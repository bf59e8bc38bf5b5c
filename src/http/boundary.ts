import type { Context, Next } from 'koa';
import { isProblem, ProblemError } from './problem.js';
import { stateOf } from './state.js';
import { STATUS } from './surfaces/grammar.js';

/** Below it everything thrown is answered in the surface's own shape; what is not a problem is our fault and logged. */
export async function boundary(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    answerProblem(ctx, asProblem(ctx, error));
  }
}

export function asProblem(ctx: Context, error: unknown): ProblemError {
  if (isProblem(error)) {
    if (error.code === 'internal' || error.code === 'unavailable')
      stateOf(ctx).log.error({ err: error }, error.message);
    return error;
  }
  if (isAborted(error))
    return new ProblemError('malformed', 'The request ended before its body did', { cause: error });
  stateOf(ctx).log.error({ err: error }, 'Request failed');
  return new ProblemError('internal', 'The site failed to answer this request; it has been logged', {
    cause: error,
  });
}

export function answerProblem(ctx: Context, problem: ProblemError): void {
  const { surface } = stateOf(ctx);
  ctx.status = (surface?.status ?? STATUS)[problem.code];
  if (problem.code === 'unavailable') ctx.set('Retry-After', '5');
  if (problem.data.retryAfter !== undefined) ctx.set('Retry-After', String(problem.data.retryAfter));
  if (problem.code === 'wrong_method')
    ctx.set('Allow', (problem.data.allowed as readonly string[]).join(', '));
  if (surface) surface.failure(ctx, problem);
  else ctx.body = { error: { code: problem.code, message: problem.message } };
}

function isAborted(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return (
    code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || (error as Error)?.message === 'aborted'
  );
}
