import type { OwnedRoutes } from '../http/routes.js';
import type { OwnedOptions } from '../options/options.js';
import type { ScopeSpec } from './plugin.js';

/** What the plugins' room needs of other rooms, in as few words as it uses. */

/** The routes that are served now (`src/http/route-table.ts`). */
export interface Routes {
  /** Throws a problem when a path is taken, or hidden by another surface's prefix. */
  check(owned: readonly OwnedRoutes[]): void;
  publish(owner: string, owned: readonly OwnedRoutes[]): void;
  withdraw(owner: string): void;
  /** Resolves when no request of the owner is in flight. */
  drain(owner: string): Promise<void>;
}

/** The scopes that are declared now (`src/auth/scope-registry.ts`). */
export interface Scopes {
  /** Names among these that another owner has declared. */
  taken(owner: string, specs: readonly ScopeSpec[]): readonly string[];
  declare(owner: string, specs: readonly ScopeSpec[]): void;
  withdraw(owner: string): void;
}

/** `src/options/option-store.ts` */
export interface Options {
  owned(owner: string): OwnedOptions;
  deleteOwner(owner: string): Promise<void>;
}

/** Listeners that run inside the causing transaction. Answers how to take the listener off again. */
export interface Events {
  onEvent<T>(name: string, listener: (payload: T) => void | Promise<void>): () => void;
}

/** `src/accounts/organizations.ts` */
export interface Tenants {
  ids(): Promise<readonly number[]>;
  /** Runs in the transaction that makes an organisation. Answers how to undo it. */
  onCreated(prepare: (orgId: number) => Promise<void>): () => void;
}

/** A lock while it is held. */
export interface Held {
  /** Throws when the lease was lost to somebody else. In the transaction of an outcome. */
  assertHeld(): Promise<void>;
}

/** One holder in the whole site, also over several processes (`src/database/named-lock.ts`). */
export interface Locks {
  hold<T>(
    name: string,
    work: (lock: Held) => Promise<T>,
    options?: { readonly leaseMs?: number; readonly waitMs?: number },
  ): Promise<T>;
}

/** Whose migrations, and where they lie. */
export interface MigrationOwner {
  readonly name: string;
  readonly migrations?: URL | undefined;
}

/** Runs migrations of plugins one file at a time (`src/database/migrator.ts`). */
export interface Migrations {
  status(
    owner: MigrationOwner,
  ): Promise<{ readonly done: readonly string[]; readonly pending: readonly string[] }>;
  /** Runs what has not run yet; tells of each file before it runs. Undoes the files of this call when one fails. */
  up(
    owner: MigrationOwner,
    begun: (file: { readonly name: string }) => Promise<void>,
  ): Promise<readonly string[]>;
  /** Undoes these files, last first. Bears what was never begun; tables that were there before are left alone. */
  undo(owner: MigrationOwner, names: readonly string[]): Promise<void>;
  /** Undoes everything. */
  rollbackAll(owner: MigrationOwner): Promise<void>;
}
