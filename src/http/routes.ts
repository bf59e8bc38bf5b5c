import type { Controller, TsoaRoute } from '@tsoa/runtime';
import type { Context } from 'koa';
import type { SurfaceId } from './surfaces/surface.js';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One operation as the generator wrote it. Nothing here knows the host. */
export interface GeneratedOperation {
  /** `ClientsController.list` */
  readonly id: string;
  readonly controller: abstract new (...args: never[]) => Controller;
  readonly action: string;
  readonly method: HttpMethod;
  /** Relative to the surface's base, in the router's notation: `/clients/:id`. */
  readonly path: string;
  readonly security: readonly TsoaRoute.Security[];
  readonly success?: number;
  /** Values of `@Extension`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly args: Record<string, TsoaRoute.ParameterSchema>;
}

/** What `routes.generated.ts` of one unit (a plugin or the host, on one surface) exports. */
export interface GeneratedRoutes {
  readonly models: TsoaRoute.Models;
  readonly config: {
    readonly noImplicitAdditionalProperties: 'ignore' | 'throw-on-extras' | 'silently-remove-extras';
    readonly bodyCoercion: boolean;
  };
  readonly operations: readonly GeneratedOperation[];
  /** The unit's OpenAPI 3.0 document, before the surface wraps its schemas. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Makes the controller of one request. tsoa controllers keep status and headers, so each request has its own. */
export interface ControllerBinding {
  readonly controller: abstract new (...args: never[]) => Controller;
  readonly create: (context: Context) => Controller;
}

/** What `host.routes` takes: the generated routes of one unit, and how its controllers are made. */
export interface PluginRoutes {
  readonly generated: GeneratedRoutes;
  readonly controllers: readonly ControllerBinding[];
}

/** Ties a controller class to the function that makes one instance for each request. */
export function bind<C extends Controller>(
  controller: abstract new (...args: never[]) => C,
  create: (context: Context) => C,
): ControllerBinding {
  return { controller, create };
}

/** The routes of one owner on one surface. */
export interface OwnedRoutes {
  readonly owner: string;
  readonly surface: SurfaceId;
  readonly routes: PluginRoutes;
}
