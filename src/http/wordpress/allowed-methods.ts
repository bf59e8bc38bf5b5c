import type { Principal } from '../../auth/principal.js';
import { mayUse, type ScopeLevels } from '../authorize.js';
import type { PublishedOperation, RouteTable } from '../route-table.js';

/** The order in which WordPress prints them. */
const ORDER = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** All operations that share one address template. */
export interface RouteGroup {
  readonly operations: readonly PublishedOperation[];
}

/** What is asked on every answer is worked out once for each caller and route. */
type Headers = Map<RouteGroup, string>;
const NOBODY = {};

/** Answers which methods of a route the caller may use. Grouped once for each change of the routes. */
export class AllowedMethods {
  private revision = -1;
  private groups: ReadonlyMap<string, RouteGroup> = new Map();
  private groupOf: ReadonlyMap<PublishedOperation, RouteGroup> = new Map();
  private headers = new WeakMap<object, Headers>();

  constructor(
    private readonly routes: RouteTable,
    private readonly levels: ScopeLevels,
  ) {}

  /** `GET, POST`; empty when the caller may do nothing here. */
  header(operation: PublishedOperation, principal: Principal | null): string {
    this.all();
    const group = this.groupOf.get(operation);
    if (!group) return this.of([operation], principal).join(', ');
    const known = this.headersFor(principal ?? NOBODY);
    const header = known.get(group) ?? this.of(group.operations, principal).join(', ');
    known.set(group, header);
    return header;
  }

  of(operations: readonly PublishedOperation[], principal: Principal | null): readonly string[] {
    const open = operations.filter((operation) => this.isOpen(operation, principal));
    const methods = new Set(open.map((operation) => operation.method.toUpperCase()));
    return ORDER.filter((method) => methods.has(method));
  }

  /** The routes of one surface by template, in the order of registration. */
  all(): ReadonlyMap<string, RouteGroup> {
    if (this.revision !== this.routes.revision) {
      this.groups = grouped(this.routes.operations);
      const pairs = [...this.groups.values()].flatMap((group) =>
        group.operations.map((operation) => [operation, group] as const),
      );
      this.groupOf = new Map(pairs);
      this.headers = new WeakMap();
      this.revision = this.routes.revision;
    }
    return this.groups;
  }

  /** A principal's scopes never change: who may more or less is a new one. */
  private headersFor(caller: object): Headers {
    const known = this.headers.get(caller) ?? new Map<RouteGroup, string>();
    this.headers.set(caller, known);
    return known;
  }

  private isOpen({ scopes }: PublishedOperation, principal: Principal | null): boolean {
    if (scopes === null) return true;
    return principal !== null && scopes.every((scope) => mayUse(principal, scope, this.levels));
  }
}

function grouped(operations: readonly PublishedOperation[]): ReadonlyMap<string, RouteGroup> {
  const groups = new Map<string, { operations: PublishedOperation[] }>();
  for (const operation of operations) {
    const key = template(operation);
    const group = groups.get(key) ?? { operations: [] };
    groups.set(key, group);
    group.operations.push(operation);
  }
  return groups;
}

/** Two templates that differ in their parameters' names alone are one. */
function template({ surface, fullPath }: PublishedOperation): string {
  return `${surface.id} ${fullPath.replace(/([:*])[^/]+/g, '$1').replace(/\/$/, '')}`;
}
