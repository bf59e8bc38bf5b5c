import type { Principal } from '../auth/principal.js';
import { openPackage } from '../packages/plugin-package.js';
import { Activator } from './activator.js';
import { assertOnAllNodes } from './all-nodes.js';
import { Boot } from './boot.js';
import { Deactivator } from './deactivator.js';
import { inDependencyOrder } from './dependency-plan.js';
import { Follower } from './follower.js';
import { Installer } from './installer.js';
import type { LifeCycle } from './life-cycle.js';
import { createLifeCycle, type PluginManagerOptions } from './manager-options.js';
import type { Plugin } from './plugin.js';
import { type PluginInfo, pluginInfo } from './plugin-info.js';
import { stepFailed, unknownPlugin } from './plugin-problem.js';
import type { PluginAction } from './plugin-requests.js';
import type { PluginState } from './plugin-states.js';
import type { Held } from './ports.js';
import type { ServiceToken } from './tokens.js';
import { Uninstaller } from './uninstaller.js';

export type { PluginManagerOptions } from './manager-options.js';

const LOCK = 'plugins';
/** Short, as the next start waits for the lease of a process that was killed in the middle. */
const LEASE_MS = 6000;
const WAIT_MS = 60_000;

/**
 * Switches plugins on and off in the running site. One thing at a time: in this process by a queue, in the site by
 * a lock. Failures are problems whose `data` is `{ plugin, step, reason, cure, plugins? }`: `not_found` where there
 * is no such plugin, `conflict` where the state of the site forbids it, `unprocessable` where the plugin's own code
 * failed.
 */
export class PluginManager {
  private readonly life: LifeCycle;
  private readonly activator: Activator;
  private readonly deactivator: Deactivator;
  private readonly uninstaller: Uninstaller;
  private readonly installer: Installer;
  private readonly starter: Boot;
  private readonly follower: Follower;
  private turn: Promise<unknown> = Promise.resolve();
  private booted = false;
  private unfollow: (() => void) | undefined;

  constructor(private readonly options: PluginManagerOptions) {
    this.life = createLifeCycle(options);
    this.activator = new Activator(this.life);
    this.deactivator = new Deactivator(this.life);
    this.uninstaller = new Uninstaller(this.life);
    this.installer = new Installer(this.life);
    this.starter = new Boot(this.life, this.activator, this.uninstaller);
    this.follower = new Follower(this.life, this.activator, this.deactivator);
  }

  /** Brings up what is active, and tidies up after processes that died. From then on it follows other processes. */
  async boot(): Promise<void> {
    await this.exclusive((lock) => this.bootOnce(lock));
  }

  /** By title. */
  async list(): Promise<readonly PluginInfo[]> {
    await this.life.catalog.scan();
    const states = await this.life.states.all();
    const faults = await this.faultsElsewhere();
    const names = new Set([...this.life.catalog.list().map((entry) => entry.name), ...states.keys()]);
    return [...names]
      .filter((name) => this.isThere(name, states.get(name)))
      .map((name) => this.see(name, states.get(name), faults))
      .sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true, sensitivity: 'base' }));
  }

  async get(name: string): Promise<PluginInfo> {
    const found = (await this.list()).find((plugin) => plugin.name === name);
    if (!found) throw unknownPlugin(name);
    return found;
  }

  /** Takes a packed plugin into the site; every process unpacks it. */
  async install(archive: Buffer, actor: Principal): Promise<PluginInfo> {
    const opened = await openPackage(archive);
    await this.exclusive((lock) => this.installer.install(opened, actor, lock));
    return this.get(opened.name);
  }

  /** Does nothing when it runs already. One that is in quarantine is tried again. */
  async activate(name: string, actor: Principal): Promise<PluginInfo> {
    if (await this.askedSite('activate', name, actor)) return this.get(name);
    await this.exclusive(async (lock) => {
      await this.bootOnce(lock);
      await this.follower.apply();
      await this.starter.finishInterrupted(lock, name);
      if (this.life.published.get(name)) return;
      await this.life.catalog.scan(name);
      const before = await this.life.states.get(name);
      await this.tryActivate(name, before, actor, lock);
      // Those that waited for it start now.
      await this.follower.apply();
    });
    return this.get(name);
  }

  /** Refused while active plugins require it. Its data stays. Does nothing when it is off already. */
  async deactivate(name: string, actor: Principal): Promise<PluginInfo> {
    if (await this.askedSite('deactivate', name, actor)) return this.get(name);
    await this.exclusive(async (lock) => {
      await this.life.catalog.scan();
      if (!this.life.catalog.get(name) && !(await this.life.states.get(name))) throw unknownPlugin(name);
      await this.starter.finishInterrupted(lock, name);
      await this.deactivator.deactivate(name, actor, lock);
      if (this.booted) await this.follower.apply();
    });
    return this.get(name);
  }

  /** Drops its tables, options, record of migrations, and its package. Refused while it is active. Files elsewhere stay. */
  async uninstall(name: string, actor: Principal): Promise<void> {
    if (await this.askedSite('uninstall', name, actor)) return;
    await this.exclusive(async (lock) => {
      await this.life.catalog.scan(name);
      await this.starter.finishInterrupted(lock, name);
      await this.uninstaller.uninstall(this.definition(name), actor, lock);
      if (this.booted) await this.follower.apply();
    });
  }

  /**
   * For a fresh site: activates these plugins, once in its life. A try that failed or was interrupted is repeated at
   * the next start, until all of it has been gone through.
   */
  async installDefaults(names: readonly string[], actor: Principal): Promise<void> {
    const options = this.options.options.owned('kp');
    if (await options.get('default_plugins_installed')) return;
    for (const name of names) {
      await this.activate(name, actor).catch((error: unknown) => {
        this.options.log.error({ err: error, plugin: name }, `${name} could not be activated`);
      });
    }
    await options.set('default_plugins_installed', true);
  }

  /** A service of an active plugin, for seeds and tests: what they write is what the API would have written. */
  use<T>(token: ServiceToken<T>): T {
    const service = this.life.published.service(token);
    if (service === undefined) throw new Error(`No active plugin provides ${token.name}`);
    return service;
  }

  /** False while this process lacks a plugin that the other processes run. */
  get isReady(): boolean {
    return this.life.quarantine.names('behind').length === 0;
  }

  /** Plugins that are active in the site and do not run here. */
  get faults(): readonly string[] {
    return this.life.quarantine.names();
  }

  /** Switches everything off in this process alone. */
  async close(): Promise<void> {
    this.unfollow?.();
    await this.inTurn(async () => {
      const running = inDependencyOrder(this.life.published.list().map((scope) => scope.plugin));
      for (const { name } of running.toReversed()) await this.deactivator.stop(name);
      this.booted = false;
    });
    this.life.catalog.close();
  }

  private async bootOnce(lock: Held): Promise<void> {
    if (this.booted) return;
    const { catalog, revisions, nodes, quarantine } = this.life;
    const revision = await revisions.current('plugins');
    await this.starter.run(lock);
    this.booted = true;
    this.unfollow = revisions.onChange('plugins', () => this.inTurn(() => this.follower.apply()), revision);
    await nodes.report(await revisions.current('plugins'), quarantine.names(), catalog.packages);
  }

  private async tryActivate(
    name: string,
    before: PluginState | undefined,
    actor: Principal,
    lock: Held,
  ): Promise<void> {
    try {
      const plugin = this.definition(name);
      await assertOnAllNodes(this.life, name);
      await this.activator.activate(plugin, before, actor, lock);
    } catch (error) {
      if (before?.status === 'active') this.life.quarantine.put(name, 'fault', error);
      throw error;
    }
  }

  /** As its code defines it; throws when that cannot be loaded. */
  definition(name: string): Plugin {
    const entry = this.life.catalog.get(name);
    if (!entry) throw unknownPlugin(name);
    if (entry.plugin) return entry.plugin;
    throw stepFailed(name, 'load', entry.fault, 'Repair its files and try again.');
  }

  /** Forgotten when neither its folder nor anything worth telling is left. */
  private isThere(name: string, state: PluginState | undefined): boolean {
    return this.life.catalog.get(name) !== undefined || (state !== undefined && state.version !== null);
  }

  private see(name: string, state: PluginState | undefined, faults: ReadonlySet<string>): PluginInfo {
    const { catalog, published, quarantine } = this.life;
    const fault = quarantine.get(name);
    return pluginInfo({
      name,
      entry: catalog.get(name),
      state,
      scope: published.get(name),
      fault:
        fault ??
        (faults.has(name) ? { kind: 'fault', message: 'It cannot run in the site', detail: '' } : undefined),
      running: this.booted,
    });
  }

  /** A command that runs no plugins shows what the running site says of them. */
  private async faultsElsewhere(): Promise<ReadonlySet<string>> {
    if (this.booted) return new Set();
    return new Set((await this.life.nodes.live()).flatMap((node) => node.faults));
  }

  /** In a command beside a running site: that site acts, and this process sees what came of it. */
  private async askedSite(action: PluginAction, name: string, actor: Principal): Promise<boolean> {
    const { requests, nodes } = this.options;
    if (!requests || nodes.isRunning || !(await requests.ask(action, name, actor))) return false;
    if (this.booted) await this.inTurn(() => this.follower.apply());
    return true;
  }

  private exclusive<T>(work: (lock: Held) => Promise<T>): Promise<T> {
    if (this.life.db.inTransaction)
      throw new Error('Plugins cannot be switched inside a transaction: changes of tables would commit it');
    const timing = { leaseMs: LEASE_MS, waitMs: WAIT_MS };
    return this.inTurn(() => this.options.locks.hold(LOCK, work, timing));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.turn.then(work);
    this.turn = run.catch(() => undefined);
    return run;
  }
}
