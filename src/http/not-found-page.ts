import type { Context } from 'koa';

/** What lies outside every surface and is no page. */
export function notFoundPage(ctx: Context): void {
  ctx.status = 404;
  if (ctx.accepts('json', 'html') === 'html') {
    ctx.type = 'html';
    ctx.body =
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title><h1>Not found</h1><p><a href="/">Home</a></p></html>\n';
    return;
  }
  ctx.body = { error: { code: 'no_route', message: 'There is no such address' } };
}
