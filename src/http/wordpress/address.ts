import type { Context } from 'koa';

const API = '/wp-json';
/** Overrides are for clients that can only send POST; a GET that deletes would be a trap in every link. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'PATCH', 'DELETE']);

/**
 * Brings the ways in which WordPress can be addressed to one: `/?rest_route=/wp/v2/users` is
 * `/wp-json/wp/v2/users`, and the prefixes of the API's parts are found in any case.
 */
export function plainAddress(ctx: Context, prefixes: readonly string[]): void {
  const route = ctx.path === '/' || ctx.path === '/index.php' ? ctx.query.rest_route : undefined;
  if (typeof route === 'string' && route.startsWith('/')) {
    const rest = new URLSearchParams(ctx.querystring);
    rest.delete('rest_route');
    ctx.querystring = rest.toString();
    ctx.path = API + encodeURI(route);
  }
  const { path } = ctx;
  const prefix = prefixes.find((candidate) => startsLike(path, candidate));
  if (prefix && !path.startsWith(prefix)) ctx.path = prefix + path.slice(prefix.length);
}

export function isApi(path: string): boolean {
  return path === API || path.startsWith(`${API}/`);
}

/** `_method` wins over the header; both count on POST alone. */
export function overriddenMethod(ctx: Context): string {
  if (ctx.method !== 'POST') return ctx.method;
  const asked = typeof ctx.query._method === 'string' ? ctx.query._method : ctx.get('x-http-method-override');
  const method = asked.toUpperCase();
  return METHODS.has(method) ? method : ctx.method;
}

function startsLike(path: string, prefix: string): boolean {
  if (path.slice(0, prefix.length).toLowerCase() !== prefix) return false;
  return path.length === prefix.length || path[prefix.length] === '/';
}
