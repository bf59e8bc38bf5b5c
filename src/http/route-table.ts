import Router from '@koa/router';
import { ProblemError } from './problem.js';
import type { ControllerBinding, GeneratedOperation, OwnedRoutes, PluginRoutes } from './routes.js';
import type { SurfaceRouter } from './surface-router.js';
import type { Surface, SurfaceId } from './surfaces/surface.js';
import { ArgumentReader } from './validation.js';

/** An operation that the site serves now. */
export interface PublishedOperation extends GeneratedOperation {
  readonly owner: string;
  readonly surface: Surface;
  /** From the origin: `/api/v1/clients/:publicId`. */
  readonly fullPath: string;
  /** Null: public. Empty: any valid credential. */
  readonly scopes: readonly string[] | null;
  readonly binding: ControllerBinding;
  readonly reader: ArgumentReader;
  readonly document: PluginRoutes['generated']['document'];
}

export type RouteMatch =
  | {
      readonly kind: 'match';
      readonly operation: PublishedOperation;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'wrong-method'; readonly operations: readonly PublishedOperation[] }
  | { readonly kind: 'none' };

interface Group {
  readonly router: Router;
  readonly operations: PublishedOperation[];
}

/** Groups by literal segments at the start of the path, so that 400 routes cost what 20 cost. */
type Groups = Map<string, Group>;

/**
 * The routes of all that is switched on. Koa's routers cannot forget a route, so each change builds new ones from
 * the list of owners and swaps them in one assignment; requests in flight keep the operation they matched.
 */
export class RouteTable {
  private owners: readonly OwnedRoutes[] = [];
  private groups: Groups = new Map();
  private published: readonly PublishedOperation[] = [];
  private readonly inFlight = new Map<string, number>();
  private readonly idle = new Map<string, (() => void)[]>();
  /** Grows with each change: what is derived from the routes is kept under it. */
  revision = 0;

  constructor(private readonly surfaces: SurfaceRouter) {}

  get operations(): readonly PublishedOperation[] {
    return this.published;
  }

  /** Throws when a path is taken, or hidden by the prefix of another surface. */
  check(owned: readonly OwnedRoutes[]): void {
    const taken = new Map(this.published.map((operation) => [signature(operation), operation.owner]));
    for (const operation of owned.flatMap((unit) => this.publishedOf(unit))) {
      const where = `${operation.method.toUpperCase()} ${operation.fullPath}`;
      const owner = taken.get(signature(operation));
      if (owner !== undefined) {
        throw new ProblemError('conflict', `${where} is already served by ${owner}`, {
          reason: 'route_taken',
        });
      }
      const surface = this.surfaces.find(operation.fullPath);
      if (surface?.id !== operation.surface.id) {
        const by = surface?.id ?? 'no surface';
        throw new ProblemError('conflict', `${where} would be hidden: its path belongs to ${by}`, {
          reason: 'route_hidden',
        });
      }
      taken.set(signature(operation), operation.owner);
    }
  }

  publish(owner: string, owned: readonly OwnedRoutes[]): void {
    this.swap([...this.owners.filter((unit) => unit.owner !== owner), ...owned]);
  }

  withdraw(owner: string): void {
    this.swap(this.owners.filter((unit) => unit.owner !== owner));
  }

  /** Longest literal start first; a path that is known there is not looked for elsewhere. */
  match(surface: Surface, method: string, path: string): RouteMatch {
    for (const group of this.groupsOf(surface, path)) {
      const matched = group.router.match(path, method === 'HEAD' ? 'GET' : method);
      const layer = matched.pathAndMethod[0];
      if (layer) {
        const operation = group.operations[group.router.stack.indexOf(layer)] as PublishedOperation;
        return { kind: 'match', operation, params: layer.params(path, layer.captures(path)) };
      }
      if (matched.path.length > 0) {
        return {
          kind: 'wrong-method',
          operations: matched.path.map(
            (l) => group.operations[group.router.stack.indexOf(l)] as PublishedOperation,
          ),
        };
      }
    }
    return { kind: 'none' };
  }

  /** All operations at one path, whatever their method. */
  at(surface: Surface, path: string): readonly PublishedOperation[] {
    for (const group of this.groupsOf(surface, path)) {
      const found = group.operations.filter((_, index) => group.router.stack[index]?.match(path));
      if (found.length > 0) return found;
    }
    return [];
  }

  enter(owner: string): void {
    this.inFlight.set(owner, (this.inFlight.get(owner) ?? 0) + 1);
  }

  leave(owner: string): void {
    const left = (this.inFlight.get(owner) ?? 1) - 1;
    this.inFlight.set(owner, left);
    if (left > 0) return;
    for (const wake of this.idle.get(owner) ?? []) wake();
    this.idle.delete(owner);
  }

  /** Resolves when no request of this owner is in flight. Withdraw first, so that none follows. */
  drain(owner: string): Promise<void> {
    if (!this.inFlight.get(owner)) return Promise.resolve();
    return new Promise((resolve) => this.idle.set(owner, [...(this.idle.get(owner) ?? []), resolve]));
  }

  private *groupsOf(surface: Surface, path: string): Generator<Group> {
    let key = `${surface.id} ${surface.ignoresCase ? path.toLowerCase() : path}`;
    if (key.endsWith('/')) key = key.slice(0, -1);
    for (let end = key.length; end > 0; end = key.lastIndexOf('/', end - 1)) {
      const group = this.groups.get(key.slice(0, end));
      if (group) yield group;
    }
  }

  private swap(owners: readonly OwnedRoutes[]): void {
    const published = owners.flatMap((unit) => this.publishedOf(unit)).sort(literalsFirst);
    const groups: Groups = new Map();
    for (const operation of published) addTo(groups, operation);
    this.owners = owners;
    this.published = published;
    this.groups = groups;
    this.revision += 1;
  }

  private publishedOf({ owner, surface: id, routes }: OwnedRoutes): PublishedOperation[] {
    const surface = this.surface(id);
    return routes.generated.operations.map((operation) => {
      const binding = routes.controllers.find((candidate) => candidate.controller === operation.controller);
      if (!binding) throw new ProblemError('conflict', `${operation.id} has no controller bound to it`);
      return {
        ...operation,
        owner,
        surface,
        binding,
        fullPath: surface.base + operation.path,
        scopes:
          operation.security.length === 0 ? null : operation.security.flatMap((each) => each.principal ?? []),
        reader: new ArgumentReader(routes.generated, operation, surface),
        document: routes.generated.document,
      };
    });
  }

  private surface(id: SurfaceId): Surface {
    const surface = this.surfaces.surfaces.find((candidate) => candidate.id === id);
    if (!surface) throw new ProblemError('conflict', `There is no surface ${id}`);
    return surface;
  }
}

/** Where two templates differ first, the one with a literal there is looked at first. */
function literalsFirst(a: PublishedOperation, b: PublishedOperation): number {
  const [left, right] = [a.fullPath.split('/'), b.fullPath.split('/')];
  const at = left.findIndex((segment, index) => segment !== right[index]);
  return Number(/^[:*]/.test(left[at] ?? '')) - Number(/^[:*]/.test(right[at] ?? ''));
}

/** The same for two templates that match the same paths. */
function signature(operation: PublishedOperation): string {
  return `${operation.method} ${operation.fullPath.replace(/[:*][^/]+/g, ':').replace(/\/$/, '')}`;
}

function addTo(groups: Groups, operation: PublishedOperation): void {
  const literal = operation.fullPath.split(/\/[:*]/)[0] as string;
  const key = `${operation.surface.id} ${literal.replace(/\/$/, '')}`;
  let group = groups.get(key);
  if (!group) {
    group = { router: new Router({ sensitive: !operation.surface.ignoresCase }), operations: [] };
    groups.set(key, group);
  }
  group.router.register(operation.fullPath, [operation.method], () => undefined);
  group.operations.push(operation);
}
