import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';
import type { Logger } from '../log.js';
import { runInRequest } from '../request-context.js';
import type { ClientAddress } from './client-address.js';
import type { Metrics } from './metrics.js';
import { RequestState, stateOf } from './state.js';

/** Levels at which there is a line for each request: elsewhere none is made. */
const TELLING: ReadonlySet<string> = new Set(['trace', 'debug', 'info']);

export interface RequestFacts {
  readonly log: Logger;
  readonly siteUrl: string;
  readonly addresses: ClientAddress;
  readonly metrics: Metrics;
}

/** Gives the request its id, which is in the answer and in every line about it, and writes one line at its end. */
export function accessLog({ log, siteUrl, addresses, metrics }: RequestFacts) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const start = performance.now();
    const requestId = `req_${randomUUID().replaceAll('-', '')}`;
    const address = addresses.of(ctx.req.socket.remoteAddress, ctx.get('x-forwarded-for'));
    ctx.state = new RequestState(requestId, siteUrl, address, log);
    ctx.set('X-Request-Id', requestId);
    await runInRequest({ requestId, address }, next);
    const seconds = (performance.now() - start) / 1000;
    metrics.observe(ctx, seconds);
    if (TELLING.has(log.level)) log.info(line(ctx, seconds), 'request');
  };
}

/** The query is left out: nonces and search texts are nobody's business. */
function line(ctx: Context, seconds: number): Record<string, unknown> {
  const { requestId, address, surface, principal, operation, page } = stateOf(ctx);
  return {
    requestId,
    method: ctx.method,
    path: page ?? ctx.path,
    status: ctx.status,
    ms: Math.round(seconds * 10000) / 10,
    address,
    surface: surface?.id,
    operation: operation?.id,
    user: principal?.name,
  };
}
