import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { type AccountRooms, createAccounts } from './accounts/create-accounts.js';
import { AuditLog } from './audit/audit-log.js';
import { type AuthRooms, createAuth } from './auth/create-auth.js';
import { ensureInstalled, type Installed } from './auth/installation.js';
import { Passwords } from './auth/passwords.js';
import { hostPrincipal, systemPrincipal } from './auth/system-principal.js';
import { type Background, createBackground, pluginBackground } from './background.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { HOST_ROUTES, hostPages, hostRoutes } from './controllers/host-routes.js';
import type { CronTimes } from './cron/cron-tables.js';
import { type HostDatabase, openDatabase } from './database/open.js';
import { Health } from './health/health.js';
import { HookHost } from './hooks/hook-host.js';
import { hostTasks } from './host-tasks.js';
import { Idempotency } from './http/idempotency/idempotency.js';
import { Listener } from './http/listener.js';
import { assertRateLimits, RATE_LIMITS_OPTION } from './http/rate-limit-option.js';
import { openRedis } from './http/redis.js';
import { Http } from './http/server.js';
import { SharedCounts } from './http/shared-counts.js';
import { SiteSettings } from './http/wordpress/site-settings.js';
import type { Logger } from './log.js';
import { Nodes } from './nodes/nodes.js';
import { Revisions } from './nodes/revisions.js';
import { OptionStore } from './options/option-store.js';
import { PluginManager, type PluginManagerOptions } from './plugins/plugin-manager.js';
import { PluginRequests } from './plugins/plugin-requests.js';
import { SettingsRegistry } from './plugins/settings-registry.js';
import { HOST_VERSION } from './version.js';
import type { WebhookTiming } from './webhooks/create-webhooks.js';

export interface HostOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** For tests: how the plugins' room is built differently. */
  readonly plugins?: Partial<PluginManagerOptions>;
  /** For tests: how long cron waits. */
  readonly cronTimes?: Partial<CronTimes>;
  /** For tests: webhooks are sent again sooner. */
  readonly webhookTiming?: WebhookTiming;
}

/** Builds and owns all rooms; starts them in order and stops them in reverse. There are no globals. */
export class Host {
  readonly options: OptionStore;
  readonly audit: AuditLog;
  readonly settings = new SettingsRegistry();
  readonly siteSettings: SiteSettings;
  readonly hooks: HookHost;
  readonly nodes: Nodes;
  readonly health: Health;
  readonly background: Background;
  readonly idempotency: Idempotency;
  readonly http: Http;
  readonly plugins: PluginManager;
  readonly pluginRequests: PluginRequests;
  /** Only after the start that made the first administrator. */
  installed: Installed | undefined;
  private readonly redis: Redis | undefined;
  private readonly undo: (() => void | Promise<void>)[] = [];
  private readonly door = new Listener();

  private constructor(
    readonly config: Config,
    readonly db: HostDatabase,
    readonly accounts: AccountRooms,
    readonly auth: AuthRooms,
    readonly revisions: Revisions,
    audit: AuditLog,
    private readonly given: HostOptions,
  ) {
    const { log, clock } = given;
    this.audit = audit;
    this.options = new OptionStore(db, clock, revisions);
    this.options.guard(RATE_LIMITS_OPTION, assertRateLimits);
    this.redis = config.redisUrl === null ? undefined : openRedis(config.redisUrl, log);
    this.hooks = new HookHost({ log, afterCommit: (effect) => db.afterCommit(effect) });
    this.nodes = new Nodes(db, log);
    this.health = new Health(HOST_VERSION, db, this.redis, clock);
    const { nodes, health, options } = this;
    const { cronTimes = {}, webhookTiming } = given;
    const isAnswering = () => this.http.isAnswering;
    const rooms = { config, db, clock, log, audit, accounts, auth, options, health, nodes, revisions };
    this.background = createBackground({ ...rooms, cronTimes, webhookTiming, isAnswering });
    const settings = { db, clock, audit, options, registry: this.settings, vault: this.background.vault };
    const { siteUrl, admin } = config;
    this.siteSettings = new SiteSettings({ ...settings, siteUrl, adminEmail: admin.email });
    const keys = auth.secretKeys.derive('idempotency');
    this.idempotency = new Idempotency({ db, clock, keys });
    const { idempotency } = this;
    this.background.cron.tasks.declare(HOST_ROUTES, hostTasks({ ...this.background, auth, idempotency }));
    this.http = new Http({
      config,
      log,
      version: HOST_VERSION,
      levels: auth.scopes,
      idempotency,
      sharedCounts: this.redis && new SharedCounts(this.redis, () => nodes.live(), log),
      metricsToken: () => this.options.get<string>('metrics_token'),
      counted: [db.listCounts, ...this.background.jobs.counted],
      siteFacts: () => this.siteSettings.facts(),
    });
    this.pluginRequests = new PluginRequests({ db, nodes, revisions, clock, log });
    this.plugins = new PluginManager(this.pluginOptions());
    // Also for commands, which may switch plugins without a start.
    this.undo.push(() => this.plugins.close());
    this.health.requires(() => this.plugins.isReady);
  }

  /** Connects, migrates and builds the rooms. Nothing listens and no plugin runs yet. */
  static async open(config: Config, options: HostOptions): Promise<Host> {
    const { log, clock } = options;
    const { databaseUrl, dataDir } = config;
    const db = await openDatabase({ databaseUrl, dataDir, log, clock });
    let host: Host | undefined;
    try {
      await db.migrateHost();
      const audit = new AuditLog(db, clock);
      const passwords = new Passwords();
      const accounts = createAccounts({ db, clock, audit, passwords });
      const { siteUrl, secretKeys } = config;
      const revisions = new Revisions(db, log);
      const needs = { db, clock, log, audit, announcements: revisions, passwords, ...accounts };
      const auth = createAuth({ ...needs, siteUrl, secretKeys });
      host = new Host(config, db, accounts, auth, revisions, audit, options);
      await auth.secretKeys.assertMatch(host.options);
      await host.background.vault.assertActiveKey(host.options);
      host.installed = await ensureInstalled({ db, ...accounts }, config.admin);
      return host;
    } catch (error) {
      // A connection left open would keep alive a process that was refused.
      host?.redis?.disconnect();
      await db.close();
      throw error;
    }
  }

  get log(): Logger {
    return this.given.log;
  }

  get clock(): Clock {
    return this.given.clock;
  }

  /** Where the site listens. */
  get url(): string {
    return this.door.url;
  }

  /** Switches the plugins on and listens. */
  async start(): Promise<void> {
    await this.nodes.start();
    this.undo.push(() => this.nodes.stop());
    this.http.routes.publish(HOST_ROUTES, hostRoutes(this));
    await this.startPlugins();
    await this.followOthers();
    this.undo.push(() => this.background.stop());
    await this.background.start();
    await this.listen();
  }

  /** Plugins alone, without a door: for commands and seeds that use their services. */
  async startPlugins(): Promise<void> {
    await this.plugins.boot();
    const first = await this.accounts.organizations.first();
    const actor = hostPrincipal(first?.id ?? 0, 'installation');
    await this.plugins.installDefaults(['billing', 'agency'], actor);
  }

  /** Not ready from now on. Where others serve the site too, balancers get the time to notice. */
  async retire(): Promise<void> {
    this.health.stop();
    this.door.releaseConnections();
    const live = await this.nodes.live().catch(() => []);
    if (live.some(({ id }) => id !== this.nodes.id)) await sleep(this.config.drainSeconds * 1000);
  }

  /** Stops taking work, finishes what is in flight, and leaves in reverse order. */
  async close(): Promise<void> {
    this.health.stop();
    for (const undo of this.undo.splice(0).reverse()) await undo();
    await this.auth.close();
    this.redis?.disconnect();
    await this.db.close();
  }

  private async listen(): Promise<void> {
    const { authenticators, apiKeyUsage: uses } = this.auth;
    const app = this.http.app({ authenticators, uses, pages: hostPages(this) });
    await this.door.open(app.callback(), this.config.port, this.config.host);
    this.undo.push(() => this.door.close());
  }

  /** What other processes change is seen within a second. */
  private async followOthers(): Promise<void> {
    const { revisions, auth } = this;
    await revisions.follow('options', async () => {
      this.options.drop();
      await this.configureRateLimits();
    });
    await revisions.follow('credentials', () => auth.cache.dropAll());
    this.undo.push(this.pluginRequests.serve(this.plugins));
    revisions.start();
    this.undo.push(() => revisions.stop());
  }

  private async configureRateLimits(): Promise<void> {
    this.http.rateLimits.configure(await this.options.get<unknown>(RATE_LIMITS_OPTION));
  }

  private pluginOptions(): PluginManagerOptions {
    const { config, db, audit, accounts, auth, given } = this;
    const { log, clock } = given;
    return {
      db,
      events: db,
      migrations: db.migrator,
      locks: db.locks,
      folders: {
        builtIn: fileURLToPath(new URL('../plugins/', import.meta.url)),
        external: config.pluginsDir,
        dataDir: config.dataDir,
      },
      routes: this.http.routes,
      scopes: auth.scopes,
      settings: this.settings,
      hooks: this.hooks,
      options: this.options,
      background: pluginBackground(this.background, this.http.pluginPages),
      audit,
      accounts: accounts.directory,
      tenants: accounts.organizations,
      revisions: this.revisions,
      nodes: this.nodes,
      requests: this.pluginRequests,
      clock,
      log,
      siteUrl: config.siteUrl,
      actAs: systemPrincipal,
      actIn: (actor, orgId, scope) => auth.principals.elsewhere(actor, orgId, scope),
      hostActor: async (reason) => hostPrincipal((await accounts.organizations.first())?.id ?? 0, reason),
      ...given.plugins,
    };
  }
}
