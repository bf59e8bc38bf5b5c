import type { Context } from 'koa';
import { stateOf } from './state.js';

/** As what opens a page of a plugin that is off at the moment. */
const SECRET = /[\w-]{24,}/g;

/** What lies outside every surface and is no page. */
export function notFoundPage(ctx: Context): void {
  const state = stateOf(ctx);
  state.page ??= ctx.path.replace(SECRET, '…');
  ctx.status = 404;
  if (ctx.accepts('json', 'html') === 'html') {
    ctx.type = 'html';
    ctx.body =
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title><h1>Not found</h1><p><a href="/">Home</a></p></html>\n';
    return;
  }
  ctx.body = { error: { code: 'no_route', message: 'There is no such address' } };
}
