import type { Context } from 'koa';
import { asProblem } from '../boundary.js';
import { STATUS } from '../surfaces/grammar.js';
import { html } from './html.js';
import { show } from './layout.js';

/** People get a page, whatever went wrong. */
export function showProblem(ctx: Context, error: unknown): void {
  const problem = asProblem(ctx, error);
  ctx.status = STATUS[problem.code];
  if (problem.data.retryAfter !== undefined) ctx.set('Retry-After', String(problem.data.retryAfter));
  show(ctx, {
    title: 'This did not work',
    main: html`<p class="error" role="alert">${problem.message}</p>
<p><a href="/">Front page</a></p>`,
  });
}
