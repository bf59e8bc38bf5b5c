import type { Activator } from './activator.js';
import { heldBack } from './boot.js';
import type { Deactivator } from './deactivator.js';
import { inDependencyOrder } from './dependency-plan.js';
import type { LifeCycle } from './life-cycle.js';
import { pluginProblem } from './plugin-problem.js';
import type { PluginState } from './plugin-states.js';

/** Makes this process run what the site has switched on. It migrates nothing: whoever switched the plugin on did. */
export class Follower {
  constructor(
    private readonly life: LifeCycle,
    private readonly activator: Activator,
    private readonly deactivator: Deactivator,
  ) {}

  async apply(): Promise<void> {
    const { catalog, states, revisions, nodes, quarantine } = this.life;
    const revision = await revisions.current('plugins');
    // Packages come and go with the same revision.
    await catalog.scan();
    const all = await states.all();
    await this.stopOthers(all);
    await this.stopReplaced(all);
    await this.startMissing(all);
    await nodes.report(revision, quarantine.names(), catalog.packages);
  }

  /** Dependents first. One that another process is upgrading keeps running meanwhile. */
  private async stopOthers(states: ReadonlyMap<string, PluginState>): Promise<void> {
    const { published, quarantine } = this.life;
    const running = inDependencyOrder(published.list().map((scope) => scope.plugin)).toReversed();
    for (const { name } of running) {
      const status = states.get(name)?.status;
      if (status !== 'active' && status !== 'activating') await this.deactivator.stop(name);
    }
    for (const name of quarantine.names())
      if (states.get(name)?.status !== 'active') quarantine.release(name);
  }

  /**
   * Another version than this process runs is active in the site, and its files are here: the old code goes, with
   * what was built on it. Plugins of the host's own build are replaced together with the process.
   */
  private async stopReplaced(states: ReadonlyMap<string, PluginState>): Promise<void> {
    const { catalog, published } = this.life;
    const running = inDependencyOrder(published.list().map((scope) => scope.plugin));
    const isNow = (name: string) => states.get(name)?.version;
    if (running.every(({ name, version }) => isNow(name) === version)) return;
    const replaced = new Set<string>();
    for (const { name, version, requires = {} } of running) {
      const entry = catalog.get(name);
      const newer = isNow(name) !== version && entry?.plugin?.version === isNow(name) && !entry?.builtIn;
      if (newer || Object.keys(requires).some((each) => replaced.has(each))) replaced.add(name);
    }
    for (const name of [...replaced].reverse()) await this.deactivator.stop(name);
  }

  private async startMissing(states: ReadonlyMap<string, PluginState>): Promise<void> {
    const { published, quarantine } = this.life;
    const missing = [...states.values()].filter(
      ({ name, status }) => status === 'active' && !published.get(name) && quarantine.isTriedAgain(name),
    );
    for (const state of inDependencyOrder(missing)) await this.start(state);
  }

  private async start(state: PluginState): Promise<void> {
    const { catalog, quarantine, log, published } = this.life;
    const waitsFor = Object.keys(state.requires).filter((name) => !published.get(name));
    if (waitsFor.length > 0) {
      quarantine.put(state.name, 'held-back', heldBack(state.name, waitsFor));
      return;
    }
    try {
      const entry = catalog.get(state.name);
      if (!entry?.plugin) throw entry?.fault ?? missingHere(state.name);
      await this.activator.run(entry.plugin, state);
    } catch (error) {
      quarantine.put(state.name, 'behind', error);
      log.error(
        { err: error, plugin: state.name },
        `${state.name} is active in the site, but cannot run here`,
      );
    }
  }
}

function missingHere(plugin: string): Error {
  return pluginProblem('not_found', {
    plugin,
    step: 'find',
    reason: 'missing',
    message: 'it is active in the site, but not installed on this machine',
    cure: 'Install it here as well.',
  });
}
