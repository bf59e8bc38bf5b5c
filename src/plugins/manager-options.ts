import type { Accounts } from '../accounts/accounts.js';
import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { HookHost } from '../hooks/hook-host.js';
import type { Logger } from '../log.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Revisions } from '../nodes/revisions.js';
import { PackageShelf } from '../packages/package-shelf.js';
import { PackageStore } from '../packages/package-store.js';
import type { PluginBackground } from './background-ports.js';
import { Catalog } from './catalog.js';
import type { LifeCycle, OnStep } from './life-cycle.js';
import type { PluginHost } from './plugin.js';
import type { PluginRequests } from './plugin-requests.js';
import { PluginStates } from './plugin-states.js';
import type { Events, Locks, Migrations, Options, Routes, Scopes, Tenants } from './ports.js';
import { Published } from './published.js';
import { Quarantine } from './quarantine.js';
import { ServiceRegistry } from './service-registry.js';
import type { SettingsRegistry } from './settings-registry.js';

/** What the manager is built from; the host composes it. */
export interface PluginManagerOptions {
  /** `HostDatabase`; `events` is the same object. */
  readonly db: Database;
  readonly events: Events;
  readonly migrations: Migrations;
  readonly locks: Locks;
  readonly folders: {
    /** `build/plugins`; null: none. */
    readonly builtIn: string | null;
    /** PLUGINS_DIR */
    readonly external: string | null;
    readonly dataDir: string;
  };
  /** `RouteTable` */
  readonly routes: Routes;
  /** `ScopeRegistry` */
  readonly scopes: Scopes;
  readonly settings: SettingsRegistry;
  readonly hooks: HookHost;
  /** `OptionStore` */
  readonly options: Options;
  readonly background: PluginBackground;
  readonly audit: Audit;
  readonly accounts: Accounts;
  /** `Organizations` */
  readonly tenants: Tenants;
  readonly revisions: Revisions;
  /** Started in a process that runs the site, never in a command. */
  readonly nodes: Nodes;
  /** How a command has a running site act; without it, it acts itself. */
  readonly requests?: PluginRequests;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the site is reached, without a slash at the end. */
  readonly siteUrl: string;
  /** `systemPrincipal` */
  readonly actAs: (orgId: number, reason: string) => Principal;
  /** `Principals.elsewhere` */
  readonly actIn: PluginHost['actIn'];
  /** Who is written into the audit log for what the host does by itself at boot: `hostPrincipal` in the first organisation. */
  readonly hostActor: (reason: string) => Promise<Principal>;
  /** Default 30 s. */
  readonly importTimeoutMs?: number;
  /** Default 30 s. */
  readonly setupTimeoutMs?: number;
  /** How long requests in flight may keep a plugin from being disposed. Default 10 s. */
  readonly drainTimeoutMs?: number;
  /** Told of each moment at which a process may die. */
  readonly onStep?: OnStep;
}

/** A busy machine needs longer than one would think, and a plugin that is set aside is missed. */
const START_MS = 30_000;
const DRAIN_MS = 10_000;

export function createLifeCycle(options: PluginManagerOptions): LifeCycle {
  const {
    db,
    clock,
    log,
    audit,
    routes,
    scopes,
    settings,
    hooks,
    accounts,
    events,
    tenants,
    siteUrl,
    actAs,
    actIn,
    background,
  } = options;
  const services = new ServiceRegistry();
  const store = new PackageStore(db, clock);
  const shelf = new PackageShelf(store, options.folders.dataDir);
  return {
    db,
    audit,
    log,
    catalog: new Catalog({
      ...options.folders,
      packages: shelf,
      timeoutMs: options.importTimeoutMs ?? START_MS,
      log,
    }),
    packages: { store, shelf },
    states: new PluginStates(db, clock),
    published: new Published({ routes, scopes, settings, services, registries: background.registries }),
    quarantine: new Quarantine(),
    migrations: options.migrations,
    tenants,
    revisions: options.revisions,
    nodes: options.nodes,
    rooms: {
      db,
      clock,
      log,
      accounts,
      audit,
      hooks,
      options: options.options,
      events,
      tenants,
      services,
      background,
      siteUrl,
      actAs,
      actIn,
    },
    hostActor: options.hostActor,
    setupTimeoutMs: options.setupTimeoutMs ?? START_MS,
    drainTimeoutMs: options.drainTimeoutMs ?? DRAIN_MS,
    onStep: options.onStep ?? (() => undefined),
  };
}
