import type { Middleware } from 'koa';
import type { Host } from '../host.js';
import type { OwnedRoutes } from '../http/routes.js';

/** The host's own operations, a unit for each surface. */
export function hostRoutes(_host: Host): OwnedRoutes[] {
  return [];
}

/** What lies outside the surfaces. */
export function hostPages(_host: Host): Middleware {
  return (_, next) => next();
}
