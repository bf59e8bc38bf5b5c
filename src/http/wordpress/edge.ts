import type { Context, Middleware } from 'koa';
import { stateOf } from '../state.js';
import { isApi, overriddenMethod, plainAddress } from './address.js';
import type { AllowedMethods } from './allowed-methods.js';
import { describingHeaders, dropDescribingHeaders } from './answer-headers.js';
import { finishAnswer } from './finish.js';

interface EdgeOptions {
  readonly siteUrl: string;
  readonly prefixes: readonly string[];
  readonly allowed: AllowedMethods;
}

/** What WordPress does around every answer below `/wp-json`, also around errors. */
export function wordpressEdge({ siteUrl, prefixes, allowed }: EdgeOptions): Middleware {
  const discovery = discoveryLink(siteUrl);
  return async (ctx, next) => {
    plainAddress(ctx, prefixes);
    if (!isApi(ctx.path)) return next();
    const sent = ctx.method;
    ctx.method = overriddenMethod(ctx);
    ctx.set('X-Robots-Tag', 'noindex');
    ctx.append('Link', discovery);
    await next();
    finishAnswer(ctx, allowed);
    // A file says for itself how long it may be kept, and is no part of a document.
    if (Buffer.isBuffer(ctx.body)) return;
    setCacheHeaders(ctx, sent);
    if (ctx.query._envelope !== undefined) wrap(ctx, discovery);
  };
}

/** Tells clients where the API begins. */
export function discoveryLink(siteUrl: string): string {
  return `<${siteUrl}/wp-json/>; rel="https://api.w.org/"`;
}

/** An answer for one caller, or one that a retry may change, is nobody's to keep. */
function setCacheHeaders(ctx: Context, sentMethod: string): void {
  const { principal } = stateOf(ctx);
  const overridden = sentMethod !== ctx.method;
  if (principal !== null || ctx.status === 403 || (overridden && ctx.status >= 400)) setNoCache(ctx);
  if (principal === null && ctx.method === 'GET') ctx.vary('Origin');
}

export function setNoCache(ctx: Context): void {
  ctx.set('Expires', 'Wed, 11 Jan 1984 05:00:00 GMT');
  ctx.set('Cache-Control', 'no-cache, must-revalidate, max-age=0');
}

/** `?_envelope`: for clients that cannot read status and headers. */
function wrap(ctx: Context, discovery: string): void {
  const headers = describingHeaders(ctx, discovery);
  ctx.body = { body: ctx.body ?? null, status: ctx.status, headers };
  ctx.status = 200;
  dropDescribingHeaders(ctx);
  ctx.set('Link', discovery);
}
