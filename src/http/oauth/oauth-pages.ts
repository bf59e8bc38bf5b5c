import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuthorizationServerNeeds } from '../../auth/oauth/authorization-server.js';
import { html } from '../pages/html.js';
import { show } from '../pages/layout.js';
import { showProblem } from '../pages/problem-page.js';
import { setNoCache } from '../wordpress/edge.js';
import { type ConsentNeeds, ConsentPage } from './consent-page.js';
import { oauthDoor } from './oauth-door.js';

export type OAuthPageNeeds = Omit<AuthorizationServerNeeds, 'showError'> & Omit<ConsentNeeds, 'server'>;

const CONSENT = /^\/oauth\/consent\/[\w-]{1,64}$/;

/** `/oauth/…` and its descriptions below `/.well-known/`. */
export function oauthPages(needs: OAuthPageNeeds): Middleware {
  const server = lazyServer(needs);
  const door = oauthDoor({ ...needs, server });
  const consent = new ConsentPage({ ...needs, server });
  return async (ctx, next) => {
    if (!CONSENT.test(ctx.path) || !['GET', 'HEAD', 'POST'].includes(ctx.method)) return door(ctx, next);
    setNoCache(ctx);
    try {
      await (ctx.method === 'POST' ? consent.decide(ctx) : consent.ask(ctx));
    } catch (error) {
      showProblem(ctx, error);
    }
  };
}

/** Built at the first request: a site that nobody asks for tokens needs neither the code nor the key. */
function lazyServer(needs: OAuthPageNeeds): () => Promise<Provider> {
  let building: Promise<Provider> | undefined;
  const build = async () => {
    const { authorizationServer } = await import('../../auth/oauth/authorization-server.js');
    return authorizationServer({ ...needs, showError });
  };
  return () => {
    building ??= build().catch((error: unknown) => {
      building = undefined;
      throw error;
    });
    return building;
  };
}

function showError(ctx: KoaContextWithOIDC, code: string, description: string): void {
  show(ctx as unknown as Context, {
    title: 'This did not work',
    main: html`<p class="error" role="alert">The application asked for access in a way that cannot be answered:
${description} (<code>${code}</code>).</p>
<p><a href="/">Front page</a></p>`,
  });
}
