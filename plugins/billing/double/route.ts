import { Refusal } from './refusal.js';
import type { Form } from './wire.js';

export interface Call {
  /** The variable parts of the path. */
  readonly ids: readonly string[];
  readonly form: Form;
  readonly path: string;
}

export interface Route {
  /** `POST /v1/customers/:id` */
  readonly path: string;
  /** Others are refused, as the provider does. `expand` may always be there. */
  readonly fields: readonly string[];
  run(call: Call): object | Promise<object>;
}

/** The route of a request, and the variable parts of its path. */
export function routeOf<T extends { readonly path: string }>(
  routes: readonly T[],
  method: string,
  path: string,
): { readonly route: T; readonly ids: readonly string[] } {
  const parts = path.split('/');
  for (const route of routes) {
    const [verb, pattern = ''] = route.path.split(' ');
    const ids = verb === method ? matched(pattern.split('/'), parts) : undefined;
    if (ids) return { route, ids };
  }
  throw Refusal.noRoute(method, path);
}

function matched(pattern: readonly string[], parts: readonly string[]): string[] | undefined {
  if (pattern.length !== parts.length) return undefined;
  const ids: string[] = [];
  for (const [index, name] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith(':')) ids.push(decodeURIComponent(part));
    else if (name !== part) return undefined;
  }
  return ids;
}

export function assertKnown(fields: readonly string[], form: Form): void {
  const unknown = Object.keys(form).find((name) => name !== 'expand' && !fields.includes(name));
  if (unknown) throw Refusal.invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown');
}
