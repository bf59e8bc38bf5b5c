import type { Context } from 'koa';
import { discoveryLink } from '../wordpress/edge.js';
import { html } from './html.js';
import { show } from './layout.js';

export interface FrontPageFacts {
  readonly name: string;
  readonly description: string;
}

/** The page at the site's address: tells people and programs where to go on. */
export function showFrontPage(ctx: Context, siteUrl: string, { name, description }: FrontPageFacts): void {
  ctx.append('Link', discoveryLink(siteUrl));
  show(ctx, {
    title: name,
    head: html`<link rel="https://api.w.org/" href="${siteUrl}/wp-json/">
`,
    main: html`${description ? html`<p>${description}</p>` : null}
<ul>
<li><a href="/wp-admin/">Administration</a></li>
<li><a href="/docs">API explorer</a></li>
<li><a href="/openapi.json">OpenAPI document</a></li>
</ul>`,
  });
}
