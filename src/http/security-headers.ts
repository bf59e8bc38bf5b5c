import type { Context, Middleware } from 'koa';
import helmet from 'koa-helmet';

/** One policy for all pages: nothing from other hosts, no inline scripts, no foreign frames. */
export function securityHeaders(siteUrl: string): Middleware {
  // They are the same for every answer, so they are worked out once.
  const headers = headersOf(policy(siteUrl));
  return async (ctx, next) => {
    for (const [name, value] of await headers) ctx.res.setHeader(name, value);
    return next();
  };
}

/** Lets the forms of this page lead to other origins: browsers hold a form to its policy along the whole way that it leads. */
export function allowFormsTo(ctx: Context, origins: readonly string[]): void {
  const policy = String(ctx.response.get('Content-Security-Policy'));
  const targets = ["form-action 'self'", ...origins].join(' ');
  ctx.set('Content-Security-Policy', policy.replace("form-action 'self'", targets));
}

function policy(siteUrl: string): Middleware {
  const secure = siteUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // With no referrer at all, browsers send `Origin: null` with the site's own forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure,
    crossOriginResourcePolicy: { policy: 'same-site' },
  }) as unknown as Middleware;
}

async function headersOf(middleware: Middleware): Promise<ReadonlyMap<string, string>> {
  const headers = new Map<string, string>();
  const res = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  const bare = { req: {}, res } as unknown as Parameters<Middleware>[0];
  await middleware(bare, async () => undefined);
  return headers;
}
