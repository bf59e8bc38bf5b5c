import type { Middleware } from 'koa';
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
