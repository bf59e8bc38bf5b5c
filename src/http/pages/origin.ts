import type { Context } from 'koa';

/** True when a page of another site makes the browser send this request. Programs send neither header. */
export function isCrossSite(ctx: Context, siteUrl: string): boolean {
  // What the browser itself says of the sender is surer than an origin that a policy may have blanked.
  const site = ctx.get('sec-fetch-site');
  if (site !== '') return site !== 'same-origin' && site !== 'none';
  const origin = ctx.get('origin');
  return origin !== '' && origin !== new URL(siteUrl).origin && !isOwnHost(origin, ctx);
}

/** Where somebody came by another name of the same host, its own pages are no strangers. */
function isOwnHost(origin: string, ctx: Context): boolean {
  return URL.canParse(origin) && new URL(origin).host === ctx.get('host');
}

/** Where to go next: an address of this site, or `otherwise`. */
export function ownAddress(wanted: string | null, siteUrl: string, otherwise: string): string {
  if (!wanted || !URL.canParse(wanted, `${siteUrl}/`)) return otherwise;
  const address = new URL(wanted, `${siteUrl}/`);
  return address.origin === new URL(siteUrl).origin ? address.href : otherwise;
}
