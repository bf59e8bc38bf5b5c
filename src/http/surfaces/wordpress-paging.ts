import type { Context } from 'koa';
import type { Page } from '../../database/page.js';
import { pageOf, pagesOf, withQuery } from './grammar.js';

/** X-WP-Total, X-WP-TotalPages, and a Link line with `prev` before `next`, keeping the request's parameters. */
export function setPagingHeaders(ctx: Context, page: Page<unknown>): void {
  if (page.total === null) return;
  const pages = pagesOf(page);
  ctx.set('X-WP-Total', String(page.total));
  ctx.set('X-WP-TotalPages', String(pages));
  const { page: current } = pageOf(page.window);
  const at = (number: number) =>
    withQuery(ctx.state.siteUrl as string, ctx.path, ctx.querystring, { page: String(number) });
  const links = [
    ...(current > 1 ? [`<${at(Math.min(current - 1, pages))}>; rel="prev"`] : []),
    ...(current < pages ? [`<${at(current + 1)}>; rel="next"`] : []),
  ];
  if (links.length > 0) ctx.append('Link', links.join(', '));
}
