import type { Context } from 'koa';

/** The organisation the caller wants to act in, by id or public id. */
export const ORGANIZATION_HEADER = 'x-koapress-organization';

/** What stands behind the scheme in the `Authorization` header; undefined for another scheme. */
export function authorization(ctx: Context, scheme: 'basic' | 'bearer'): string | undefined {
  const header = ctx.get('authorization');
  if (header.length <= scheme.length || header.slice(0, scheme.length).toLowerCase() !== scheme)
    return undefined;
  const rest = header.slice(scheme.length);
  return rest.startsWith(' ') ? rest.trim() : undefined;
}

/** Login and password of a Basic credential; undefined when it is not one. */
export function basic(encoded: string): { readonly login: string; readonly password: string } | undefined {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Where a path names the organisation, that one. */
const IN_PATH = /^\/api\/organizations\/([^/]+)\/api-keys(\/|$)/;

export function wantedOrganization(ctx: Context): string | undefined {
  const named = surfaceIdOf(ctx) === 'ops' ? IN_PATH.exec(ctx.path)?.[1] : undefined;
  if (named !== undefined) return named;
  return ctx.get(ORGANIZATION_HEADER).trim() || undefined;
}

export function addressOf(ctx: Context): string {
  return typeof ctx.state.address === 'string' ? ctx.state.address : '';
}

export function surfaceIdOf(ctx: Context): string {
  return (ctx.state.surface as { readonly id: string } | undefined)?.id ?? '';
}

/** Other kinds of bearer token that the surface takes: what is not ours may be theirs. */
export function takes(ctx: Context, kind: string): boolean {
  const surface = ctx.state.surface as { readonly credentials: readonly string[] } | undefined;
  return surface?.credentials.includes(kind) ?? false;
}
