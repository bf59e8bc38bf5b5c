import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Database } from '../database/database.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import type { PackageShelf } from '../packages/package-shelf.js';
import type { PackageStore } from '../packages/package-store.js';
import type { Catalog } from './catalog.js';
import type { PluginRooms } from './plugin-scope.js';
import type { PluginStates } from './plugin-states.js';
import type { Migrations, Tenants } from './ports.js';
import type { Published } from './published.js';
import type { Quarantine } from './quarantine.js';

/**
 * Moments in the life of a plugin at which a process may die. Tests stop there; the manager tells of each before it
 * goes on.
 */
export type LifeStep =
  | 'begun'
  | 'migrating'
  | 'migrated'
  | 'set-up'
  | 'prepared'
  | 'committing'
  | 'committed'
  | 'published'
  | 'undoing'
  | 'deactivating'
  | 'deactivated'
  | 'drained'
  | 'uninstalling'
  | 'dropped'
  | 'uninstalled';

export type OnStep = (step: LifeStep, plugin: string) => void | Promise<void>;

/** What switching plugins on and off works with. */
export interface LifeCycle {
  readonly db: Database;
  readonly audit: Audit;
  readonly log: Logger;
  readonly catalog: Catalog;
  readonly packages: { readonly store: PackageStore; readonly shelf: PackageShelf };
  readonly states: PluginStates;
  readonly published: Published;
  readonly quarantine: Quarantine;
  readonly migrations: Migrations;
  readonly tenants: Tenants;
  readonly revisions: Revisions;
  readonly nodes: Nodes;
  /** What plugins are given. */
  readonly rooms: PluginRooms;
  /** Who acts when nobody asked: at boot. */
  readonly hostActor: (reason: string) => Promise<Principal>;
  readonly setupTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly onStep: OnStep;
}
