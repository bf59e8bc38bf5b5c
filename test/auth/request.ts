import type { Context } from 'koa';
import { surfaces } from '../../src/http/surfaces/index.js';
import type { SurfaceId } from '../../src/http/surfaces/surface.js';

export interface Asked {
  readonly surface: SurfaceId;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** As much of a Koa context as authenticators look at, with the headers that they set. */
export function asked({ surface, headers = {}, cookies = {}, query = {} }: Asked) {
  const answered: Record<string, string> = {};
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const context = {
    req: { headers: lower },
    request: {},
    query,
    state: { surface: surfaces.find(({ id }) => id === surface), address: '192.0.2.7' },
    cookies: { get: (name: string) => cookies[name] },
    get: (name: string) => lower[name.toLowerCase()] ?? '',
    set: (name: string, value: string) => {
      answered[name] = value;
    },
    is: () => false,
  };
  return { ctx: context as unknown as Context, answered };
}

export function basicHeader(login: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}` };
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
