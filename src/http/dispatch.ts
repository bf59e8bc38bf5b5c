import type { Context } from 'koa';
import { authorize, type ScopeLevels } from './authorize.js';
import { readBody } from './body.js';
import type { Idempotency } from './idempotency/idempotency.js';
import { keyedRequest } from './idempotency/keyed-request.js';
import { ProblemError } from './problem.js';
import type { RateLimits } from './rate-limit.js';
import type { RouteTable } from './route-table.js';
import { runOperation } from './run-operation.js';
import { stateOf } from './state.js';
import type { Surface } from './surfaces/surface.js';
import { readUpload, uploadOf } from './upload.js';

/** What decides about a request once its operation is known. */
export interface Judges {
  readonly levels: ScopeLevels;
  readonly idempotency: Idempotency;
  /** Undefined: nothing is counted. */
  readonly limits: RateLimits | undefined;
}

/** Route, authorise, read the body, run. The plugin stays until its last request has left. */
export async function dispatch(
  ctx: Context,
  surface: Surface,
  routes: RouteTable,
  { levels, idempotency, limits }: Judges,
): Promise<void> {
  const state = stateOf(ctx);
  refuseBrokenText(ctx);
  const match = routes.match(surface, ctx.method, ctx.path);
  if (match.kind === 'wrong-method') {
    const allowed = [...new Set(match.operations.map((operation) => operation.method.toUpperCase()))];
    throw new ProblemError('wrong_method', `${ctx.method} is not possible here`, { data: { allowed } });
  }
  if (match.kind === 'none') throw new ProblemError('no_route', 'There is no such address');
  const { operation } = match;
  routes.enter(operation.owner);
  try {
    state.operation = operation;
    ctx.params = match.params;
    authorize(operation, state.principal, state.credentialProblem, levels);
    await limits?.consumeOwn(ctx, operation);
    const upload = uploadOf(operation);
    if (ctx.request.body === undefined)
      await (upload ? readUpload(ctx, surface, upload) : readBody(ctx, surface));
    const keyed = keyedRequest(ctx, operation);
    if (keyed) await idempotency.answer(ctx, operation, keyed);
    else await runOperation(ctx, operation);
  } finally {
    routes.leave(operation.owner);
  }
}

/** Bytes that are no UTF-8 would be replaced silently, and then found or stored as something else. */
function refuseBrokenText(ctx: Context): void {
  if (!ctx.url.includes('%')) return;
  try {
    decodeURIComponent(ctx.path);
    decodeURIComponent(ctx.querystring.replaceAll('+', ' '));
  } catch (cause) {
    throw new ProblemError('malformed', 'The address is not valid UTF-8', { cause });
  }
}
