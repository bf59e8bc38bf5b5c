import type { Accounts } from '../accounts/accounts.js';
import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { HookHost } from '../hooks/hook-host.js';
import { pageSpecs } from '../http/pages/page-answer.js';
import type { OwnedRoutes } from '../http/routes.js';
import type { Logger } from '../log.js';
import { withTimeout } from '../with-timeout.js';
import type { PluginBackground, Registered } from './background-ports.js';
import { DraftHooks } from './draft-hooks.js';
import { DraftOptions } from './draft-options.js';
import type { Plugin, PluginHost } from './plugin.js';
import type { Events, Options, Tenants } from './ports.js';
import { SecretOptions } from './secret-options.js';
import type { ProvidedService, ServiceRegistry } from './service-registry.js';
import type { EventType, ServiceToken } from './tokens.js';

/** What plugins are given of the site. */
export interface PluginRooms {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly hooks: HookHost;
  readonly options: Options;
  readonly events: Events;
  readonly tenants: Tenants;
  readonly services: ServiceRegistry;
  readonly background: PluginBackground;
  readonly siteUrl: string;
  readonly actAs: (orgId: number, reason: string) => Principal;
  readonly actIn: PluginHost['actIn'];
}

type Listener = {
  readonly event: EventType<unknown>;
  readonly listen: (payload: unknown) => void | Promise<void>;
};
type Stage = 'setup' | 'ready' | 'live' | 'gone';

/** One stuck undo may not keep the others from running. */
const UNDO_TIMEOUT_MS = 10_000;

/** All that one plugin registered, first as a draft that nothing can see, then live, and how to undo it. */
export class PluginScope {
  readonly host: PluginHost;
  readonly routes: OwnedRoutes[] = [];
  readonly services: ProvidedService[] = [];
  readonly registered: Registered = { jobs: [], cron: [], mails: [], events: [], pages: [] };
  private readonly listeners: Listener[] = [];
  private readonly preparers: ((orgId: number) => Promise<void>)[] = [];
  private readonly undos: (() => void | Promise<void>)[] = [];
  private readonly stops: (() => void)[] = [];
  private readonly options: DraftOptions;
  private readonly hooks: DraftHooks;
  private stage: Stage = 'setup';

  constructor(
    readonly plugin: Plugin,
    private readonly rooms: PluginRooms,
  ) {
    const defaults = new Map((plugin.settings ?? []).map((setting) => [setting.name, setting.default]));
    const secrets = rooms.background.vault.owned(plugin.name);
    const options = new SecretOptions(rooms.options.owned(plugin.name), secrets, plugin.settings ?? []);
    this.options = new DraftOptions(options, defaults);
    this.hooks = new DraftHooks(rooms.hooks, plugin.name);
    this.host = this.createHost();
  }

  get name(): string {
    return this.plugin.name;
  }

  /** Nothing more can be registered. */
  seal(): void {
    if (this.stage === 'setup') this.stage = 'ready';
  }

  /** Options that were written in the setup; in the transaction of the commit. */
  flushOptions(): Promise<void> {
    return this.options.flush();
  }

  async prepareOrganization(orgId: number): Promise<void> {
    for (const prepare of this.preparers) await prepare(orgId);
  }

  get preparesOrganizations(): boolean {
    return this.preparers.length > 0;
  }

  /** Switches on what only this scope knows of. Synchronous: no request sees half of it. */
  publish(): void {
    this.stage = 'live';
    for (const { event, listen } of this.listeners)
      this.stops.push(this.rooms.events.onEvent(event.name, listen));
    for (const prepare of this.preparers) this.stops.push(this.rooms.tenants.onCreated(prepare));
    this.hooks.publish();
    this.options.publish();
  }

  withdraw(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.hooks.withdraw();
  }

  /** Undoes everything, last first. A failing undo is logged, and the others still run. */
  async dispose(): Promise<void> {
    if (this.stage === 'gone') return;
    this.withdraw();
    this.stage = 'gone';
    await this.hooks.dispose();
    for (const undo of this.undos.splice(0).reverse()) await this.runUndo(undo);
    this.options.dispose();
  }

  private async runUndo(undo: () => void | Promise<void>): Promise<void> {
    try {
      const late = () => new Error(`onDispose did not settle within ${UNDO_TIMEOUT_MS} ms`);
      await withTimeout(async () => undo(), UNDO_TIMEOUT_MS, late);
    } catch (error) {
      this.rooms.log.error({ err: error, plugin: this.name }, `${this.name} failed to undo what it opened`);
    }
  }

  private createHost(): PluginHost {
    const { db, clock, log, accounts, audit, siteUrl, actAs, actIn } = this.rooms;
    return {
      name: this.name,
      siteUrl,
      db,
      clock,
      log: log.child({ plugin: this.name }),
      accounts,
      audit,
      hooks: this.hooks.hooks,
      options: this.options,
      ...this.whenOn(),
      ...this.registrars(),
      actAs: (orgId, reason) => actAs(orgId, `${this.name}: ${reason}`),
      actIn,
      provide: (token, service) => this.provide(token, service),
      use: (token) => this.use(token),
      routes: (surface, routes) => {
        this.assertSetup('routes');
        this.routes.push({ owner: this.name, surface, routes });
      },
      on: (event, listener) => {
        this.assertSetup('on');
        this.listeners.push({ event, listen: listener as Listener['listen'] });
      },
      onOrganization: (prepare) => {
        this.assertSetup('onOrganization');
        this.preparers.push(prepare);
      },
      onDispose: (undo) => this.onDispose(undo),
    };
  }

  /** What works beside requests: usable once the plugin is on, so that a try that fails has done nothing. */
  private whenOn() {
    const { jobs, mailer, webhooks, notifications, outgoing, pdf, vault } = this.rooms.background;
    const secrets = vault.owned(this.name);
    const rooms = { jobs, mailer, webhooks, notifications, outgoing, pdf, secrets };
    return guarded(rooms, (method) => {
      if (this.stage === 'setup') throw new Error(`host.${method} works once setup has finished`);
      if (this.stage === 'gone') throw new Error(`The plugin is switched off: host.${method} does nothing`);
    });
  }

  private registrars(): Pick<PluginHost, 'job' | 'cron' | 'mail' | 'webhookEvent' | 'pages'> {
    const { jobs, cron, mails, events, pages } = this.registered;
    const into =
      <Spec>(specs: Spec[], method: string) =>
      (spec: Spec) => {
        this.assertSetup(method);
        specs.push(spec);
      };
    return {
      job: into(jobs, 'job') as PluginHost['job'],
      cron: into(cron, 'cron'),
      mail: into(mails, 'mail'),
      webhookEvent: into(events, 'webhookEvent'),
      pages: (table) => pageSpecs(table).forEach(into(pages, 'pages')),
    };
  }

  private provide<T>(token: ServiceToken<T>, service: T): void {
    this.assertSetup('provide');
    this.services.push({ owner: this.name, token, service });
  }

  private use<T>(token: ServiceToken<T>): T {
    const own = this.services.find((provided) => provided.token.name === token.name);
    if (own) return own.service as T;
    const found = this.rooms.services.find(token);
    if (!found) throw new Error(`No active plugin provides the service ${token.name}`);
    if (found.owner !== 'host' && !Object.hasOwn(this.plugin.requires ?? {}, found.owner)) {
      throw new Error(
        `${token.name} is a service of ${found.owner}: list ${found.owner} in requires to use it`,
      );
    }
    return found.service as T;
  }

  /** Too late after the plugin is gone: a setup that timed out may still be running. */
  private onDispose(undo: () => void | Promise<void>): void {
    if (this.stage === 'gone') void this.runUndo(undo);
    else this.undos.push(undo);
  }

  private assertSetup(method: string): void {
    if (this.stage !== 'setup') throw new Error(`host.${method} can be called only while setup runs`);
  }
}

/** The same rooms, asking before each call. */
function guarded<Rooms extends object>(rooms: Rooms, ask: (method: string) => void): Rooms {
  const guard = (room: object, name: string) =>
    new Proxy(room, {
      get(target, method) {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return async (...args: readonly unknown[]) => {
          ask(`${name}.${String(method)}`);
          return Reflect.apply(value, target, args);
        };
      },
    });
  return Object.fromEntries(
    Object.entries(rooms).map(([name, room]) => [name, guard(room as object, name)]),
  ) as Rooms;
}
