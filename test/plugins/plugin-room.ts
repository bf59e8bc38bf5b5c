import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAccounts } from '../../src/accounts/create-accounts.js';
import { AuditLog } from '../../src/audit/audit-log.js';
import { ScopeRegistry } from '../../src/auth/scope-registry.js';
import { hostPrincipal, systemPrincipal } from '../../src/auth/system-principal.js';
import { systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { HookHost } from '../../src/hooks/hook-host.js';
import { RouteTable } from '../../src/http/route-table.js';
import { SurfaceRouter } from '../../src/http/surface-router.js';
import { surfaces } from '../../src/http/surfaces/index.js';
import { createLogger, type Logger } from '../../src/log.js';
import { Nodes } from '../../src/nodes/nodes.js';
import { Revisions } from '../../src/nodes/revisions.js';
import { OptionStore } from '../../src/options/option-store.js';
import { OwnedRegistry } from '../../src/owned-registry.js';
import type { PluginBackground, Registries } from '../../src/plugins/background-ports.js';
import type { OnStep } from '../../src/plugins/life-cycle.js';
import { PluginManager } from '../../src/plugins/plugin-manager.js';
import { PluginRequests } from '../../src/plugins/plugin-requests.js';
import { SettingsRegistry } from '../../src/plugins/settings-registry.js';

export interface PluginPlace {
  readonly url: string | null;
  readonly dataDir: string;
}

export interface RoomOptions {
  readonly setupTimeoutMs?: number;
  readonly onStep?: OnStep;
  readonly builtIn?: string;
  readonly external?: string;
  /** In place of a room that takes any mail. */
  readonly mails?: Registries['mails'];
}

/** The rooms that plugins touch, without HTTP, and one organisation. */
export class PluginRoom {
  private constructor(
    readonly db: HostDatabase,
    readonly manager: PluginManager,
    readonly rooms: ReturnType<typeof roomsOver>,
    readonly plugins: string,
    readonly lines: readonly string[],
  ) {}

  static async open(place: PluginPlace, options: RoomOptions = {}): Promise<PluginRoom> {
    const lines: string[] = [];
    const log = createLogger('info', (line) => lines.push(line));
    const external = options.external ?? join(place.dataDir, 'given-plugins');
    mkdirSync(external, { recursive: true });
    const db = await openDatabase({
      databaseUrl: place.url,
      dataDir: place.dataDir,
      log,
      clock: systemClock,
    });
    await db.migrateHost();
    const rooms = roomsOver(db, log, options.mails);
    const organizations = rooms.accounts.organizations;
    if (!(await organizations.first()))
      await organizations.create(hostPrincipal(0, 'test'), { name: 'First' });
    const manager = managerOf(db, rooms, log, {
      ...options,
      folders: { builtIn: options.builtIn ?? null, external, dataDir: place.dataDir },
    });
    return new PluginRoom(db, manager, rooms, external, lines);
  }

  get actor() {
    return hostPrincipal(1, 'test');
  }

  /** All that plugins leave in the site. Equal before and after: nothing is left. */
  async traces() {
    const { routes, scopes, settings, options } = this.rooms;
    return {
      tables: (await this.db.tables()).toSorted(),
      migrations: await this.db.raw('select owner, name from kp_migration_files order by owner, name'),
      routes: routes.operations.map((operation) => `${operation.method} ${operation.fullPath}`),
      scopes: scopes.list().map((scope) => scope.name),
      settings: settings.list().map((setting) => setting.option),
      options: (await options.list()).map((option) => option.name),
    };
  }

  async status(name: string): Promise<string> {
    return (await this.manager.get(name)).status;
  }

  async close(): Promise<void> {
    await this.manager.close();
    await this.rooms.revisions.stop();
    await this.rooms.nodes.stop();
    await this.db.close();
  }
}

function roomsOver(db: HostDatabase, log: Logger, mails?: Registries['mails']) {
  const audit = new AuditLog(db, systemClock);
  const passwords = { hash: async () => '' };
  const nodes = new Nodes(db, log);
  const revisions = new Revisions(db, log, 50);
  return {
    audit,
    nodes,
    revisions,
    routes: new RouteTable(new SurfaceRouter(surfaces)),
    scopes: new ScopeRegistry(),
    settings: new SettingsRegistry(),
    background: idleBackground(mails),
    hooks: new HookHost({ log, afterCommit: (effect) => db.afterCommit(effect) }),
    options: new OptionStore(db, systemClock, revisions),
    accounts: createAccounts({ db, clock: systemClock, audit, passwords: passwords as never }),
    requests: new PluginRequests({ db, nodes, revisions, clock: systemClock, log }),
  };
}

function managerOf(
  db: HostDatabase,
  rooms: ReturnType<typeof roomsOver>,
  log: Logger,
  options: RoomOptions & {
    folders: { builtIn: string | null; external: string | null; dataDir: string };
  },
): PluginManager {
  return new PluginManager({
    db,
    events: db,
    migrations: db.migrator,
    locks: db.locks,
    folders: options.folders,
    routes: rooms.routes,
    scopes: rooms.scopes,
    settings: rooms.settings,
    hooks: rooms.hooks,
    options: rooms.options,
    background: rooms.background,
    audit: rooms.audit,
    accounts: rooms.accounts.directory,
    tenants: rooms.accounts.organizations,
    revisions: rooms.revisions,
    nodes: rooms.nodes,
    requests: rooms.requests,
    clock: systemClock,
    log,
    siteUrl: 'https://site.test',
    actAs: systemPrincipal,
    actIn: async (actor, orgId) => ({ ...actor, orgId }),
    hostActor: async (reason) => hostPrincipal(1, reason),
    importTimeoutMs: 1000,
    setupTimeoutMs: options.setupTimeoutMs ?? 1000,
    onStep: options.onStep,
  });
}

/** Plugins can register there; nothing works on it. */
function idleBackground(mails: Registries['mails'] = new OwnedRegistry('mail template')): PluginBackground {
  const nobody = () => Promise.reject(new Error('Nobody works here'));
  return {
    registries: {
      jobs: new OwnedRegistry('job'),
      cron: new OwnedRegistry('cron task'),
      mails,
      events: new OwnedRegistry('webhook event'),
      pages: new OwnedRegistry('page'),
    },
    jobs: { enqueue: nobody, cancel: nobody },
    mailer: { send: nobody, assertTakes: nobody },
    webhooks: { emit: nobody },
    notifications: { notify: nobody, notifyHolders: nobody },
    pdf: { render: nobody },
    outgoing: { check: () => ({ secure: true, trusted: false }), request: nobody },
    vault: { owned: () => ({ put: nobody, get: nobody, delete: nobody }), deleteOwner: async () => {} },
  };
}
