import type { Activator } from './activator.js';
import { inDependencyOrder } from './dependency-plan.js';
import type { LifeCycle } from './life-cycle.js';
import { undoTry } from './migration-try.js';
import type { Plugin } from './plugin.js';
import { pluginProblem } from './plugin-problem.js';
import type { PluginState } from './plugin-states.js';
import type { Held } from './ports.js';
import type { Uninstaller } from './uninstaller.js';
import { assertUpgradable } from './upgrades.js';

/** Brings the plugins of the site up when a process starts. No fault of a plugin keeps the site from starting. */
export class Boot {
  constructor(
    private readonly life: LifeCycle,
    private readonly activator: Activator,
    private readonly uninstaller: Uninstaller,
  ) {}

  /** Under the site's lock. */
  async run(lock: Held): Promise<void> {
    await this.life.catalog.scan();
    await this.finishInterrupted(lock);
    const states = await this.life.states.all();
    const active = [...states.values()].filter((state) => state.status === 'active');
    for (const state of inDependencyOrder(active.map((each) => this.withPlugin(each)))) {
      await this.bringUp(state.name, states, lock);
    }
    await this.prune([...states.values()]);
  }

  /**
   * Whoever finds a row in the middle of something, while holding the lock, knows that the process that wrote it is
   * gone. A try to activate is undone and the plugin stays off, as its code may be what killed the process.
   */
  async finishInterrupted(lock: Held, only?: string): Promise<void> {
    for (const state of (await this.life.states.all()).values()) {
      if (only !== undefined && state.name !== only) continue;
      try {
        if (state.status === 'activating') await this.undo(state);
        if (state.status === 'uninstalling') await this.finishUninstall(state, lock);
      } catch (error) {
        this.life.log.error({ err: error, plugin: state.name }, `${state.name} could not be tidied up`);
      }
    }
  }

  /** Not while another process runs, nor while a try is left whose undoing needs its files. */
  private async prune(states: readonly PluginState[]): Promise<void> {
    const { catalog, nodes, log } = this.life;
    if (states.some(({ status }) => status === 'activating') || (await nodes.live()).length > 0) return;
    await catalog.prune().catch((error: unknown) => log.warn({ err: error }, 'Old copies of plugins stay'));
  }

  private async undo(state: PluginState): Promise<void> {
    const error =
      'The process ended while the plugin was being activated; the try was undone. Activate it again.';
    this.life.log.warn({ plugin: state.name }, `${state.name}: ${error}`);
    await undoTry(this.life, state.name, state.migrations, { status: 'inactive', error });
  }

  private async finishUninstall(state: PluginState, lock: Held): Promise<void> {
    const plugin = this.life.catalog.get(state.name)?.plugin;
    if (!plugin) return;
    await this.uninstaller.uninstall(plugin, await this.life.hostActor('finish uninstallation'), lock);
  }

  private async bringUp(name: string, states: ReadonlyMap<string, PluginState>, lock: Held): Promise<void> {
    const { quarantine, log, published } = this.life;
    const state = states.get(name) as PluginState;
    if (published.get(name)) return;
    try {
      const plugin = this.loaded(name);
      const waitsFor = Object.keys(plugin.requires ?? {}).filter((each) => !published.get(each));
      if (waitsFor.length > 0) {
        quarantine.put(name, 'held-back', heldBack(name, waitsFor));
        return;
      }
      await this.start(plugin, state, lock);
    } catch (error) {
      quarantine.put(name, 'fault', error);
      log.error({ err: error, plugin: name }, `${name} is in quarantine; the site starts without it`);
    }
  }

  private async start(plugin: Plugin, state: PluginState, lock: Held): Promise<void> {
    assertUpgradable(plugin, state);
    if (plugin.version === state.version && !(await this.hasPending(plugin))) {
      await this.activator.run(plugin, state);
      return;
    }
    const actor = await this.life.hostActor(`upgrade ${plugin.name} to ${plugin.version}`);
    await this.activator.activate(plugin, state, actor, lock);
  }

  private async hasPending({ name, migrations }: Plugin): Promise<boolean> {
    if (!migrations) return false;
    return (await this.life.migrations.status({ name, migrations })).pending.length > 0;
  }

  private loaded(name: string): Plugin {
    const entry = this.life.catalog.get(name);
    if (entry?.plugin) return entry.plugin;
    throw (
      entry?.fault ??
      pluginProblem('not_found', {
        plugin: name,
        step: 'find',
        reason: 'missing',
        message: 'its folder is gone',
        cure: 'Put it back, or deactivate the plugin.',
      })
    );
  }

  /** What it requires: as its code says now, or said when it was activated. */
  private withPlugin(state: PluginState): Pick<Plugin, 'name' | 'requires'> {
    return {
      name: state.name,
      requires: this.life.catalog.get(state.name)?.plugin?.requires ?? state.requires,
    };
  }
}

export function heldBack(plugin: string, waitsFor: readonly string[]): Error {
  return pluginProblem('conflict', {
    plugin,
    step: 'check',
    reason: 'held_back',
    message: `it waits for ${waitsFor.join(', ')}, which cannot run`,
    cure: `It starts by itself when ${waitsFor.join(', ')} is repaired and activated.`,
    plugins: waitsFor,
  });
}
