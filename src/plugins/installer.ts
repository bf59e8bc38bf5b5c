import type { Principal } from '../auth/principal.js';
import type { PluginPackage } from '../packages/plugin-package.js';
import type { LifeCycle } from './life-cycle.js';
import { pluginProblem, stepFailed } from './plugin-problem.js';
import type { Held } from './ports.js';

/** Takes packages into the site. What is in them is imported, never run as a script, and switched on by nobody. */
export class Installer {
  constructor(private readonly life: LifeCycle) {}

  /** Under the site's lock. The same package again changes nothing. */
  async install(opened: PluginPackage, actor: Principal, lock: Held): Promise<void> {
    const { catalog, packages } = this.life;
    await catalog.scan();
    this.assertOwnName(opened.name);
    if ((await packages.store.get(opened.name))?.sha256 === opened.sha256) return;
    await this.assertOff(opened);
    try {
      await this.assertLoads(opened);
      await this.keep(opened, actor, lock);
    } catch (error) {
      await packages.shelf.discard(opened);
      throw error;
    }
    await catalog.scan(opened.name);
  }

  private assertOwnName(name: string): void {
    const entry = this.life.catalog.get(name);
    if (!entry || entry.sha256 !== undefined) return;
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'install',
      reason: 'name_taken',
      message: entry.builtIn ? 'it comes with Koapress' : 'a plugin of this name lies in PLUGINS_DIR',
      cure: entry.builtIn ? 'Give the plugin another name.' : 'Remove that folder, or update it there.',
    });
  }

  private async assertOff({ name, version }: PluginPackage): Promise<void> {
    const state = await this.life.states.get(name);
    if (!state || state.status === 'inactive') return;
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'install',
      reason: 'still_active',
      message: `version ${state.version ?? '?'} is ${state.status}`,
      cure: `To change it to ${version}: deactivate ${name}, install this package, and activate ${name} again; its data stays.`,
    });
  }

  private async assertLoads(opened: PluginPackage): Promise<void> {
    const { name, version, sha256 } = opened;
    const folder = await this.life.packages.shelf.unpack(opened);
    const manifest = await this.life.catalog.probe(name, sha256, folder).catch((cause: unknown) => {
      throw stepFailed(name, 'install', cause, 'Repair it, and pack it again with another version.');
    });
    if (manifest.name === name && manifest.version === version) return;
    throw pluginProblem('unprocessable', {
      plugin: name,
      step: 'install',
      reason: 'other_name',
      message: `the package says ${name} ${version}, its manifest ${manifest.name} ${manifest.version}`,
      cure: 'Pack it with koapress plugin pack.',
    });
  }

  private async keep(opened: PluginPackage, actor: Principal, lock: Held): Promise<void> {
    const { db, packages, revisions, audit } = this.life;
    const { name, version, sha256 } = opened;
    await db.transaction(async () => {
      await lock.assertHeld();
      const before = (await packages.store.get(name))?.version ?? null;
      await packages.store.put(opened);
      await revisions.bump('plugins');
      const changes = { version: [before, version], sha256: [null, sha256] };
      await audit.record(actor, {
        action: 'plugin.installed',
        entityType: 'plugin',
        entityId: name,
        changes,
      });
    });
  }
}
