import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../auth/principal.js';
import { dependentsOf } from './dependency-plan.js';
import type { LifeCycle } from './life-cycle.js';
import type { Plugin } from './plugin.js';
import { pluginProblem, stepFailed } from './plugin-problem.js';
import type { Held } from './ports.js';

const FOLLOW_MS = 10_000;
const LOOK_MS = 100;

/** Drops what a plugin that is switched off has kept: tables, options, its record of migrations, its package. */
export class Uninstaller {
  constructor(private readonly life: LifeCycle) {}

  /** Under the site's lock. Once begun it is finished by the next start, if this process dies. */
  async uninstall(plugin: Plugin, actor: Principal, lock: Held): Promise<void> {
    const { name } = plugin;
    const { db, states, packages, revisions, audit, rooms, onStep } = this.life;
    await this.assertInactive(name);
    await this.assertNothingStandsOn(name);
    await this.othersFollowed(name);
    await states.save(name, { status: 'uninstalling', error: null });
    await onStep('uninstalling', name);
    await this.dropTables(plugin);
    await onStep('dropped', name);
    await db.transaction(async () => {
      await lock.assertHeld();
      await rooms.options.deleteOwner(name);
      await rooms.background.vault.deleteOwner(name);
      await packages.store.remove(name);
      for (const room of Object.values(rooms.background.registries)) await room.forget(name);
      await states.save(name, {
        status: 'inactive',
        version: null,
        requires: {},
        migrations: [],
        preparedOrg: 0,
      });
      await revisions.bump('plugins');
      await audit.record(actor, { action: 'plugin.uninstalled', entityType: 'plugin', entityId: name });
    });
    await onStep('uninstalled', name);
  }

  private async assertInactive(name: string): Promise<void> {
    if ((await this.life.states.get(name))?.status !== 'active') return;
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'uninstall',
      reason: 'still_active',
      message: 'it is active',
      cure: 'Deactivate it first.',
    });
  }

  /** What others keep refers to rows of this one, whether they are on or not. */
  private async assertNothingStandsOn(name: string): Promise<void> {
    const all = [...(await this.life.states.all()).values()];
    const plugins = dependentsOf(
      name,
      all.filter(({ version }) => version !== null),
    );
    if (plugins.length === 0) return;
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'uninstall',
      reason: 'data_required',
      message: `there are data of plugins that build on it: ${plugins.join(', ')}`,
      cure: `Uninstall ${plugins.join(', ')} first.`,
      plugins,
    });
  }

  /** Another process may run the plugin until it has seen that it is switched off: its tables must wait for that. */
  private async othersFollowed(name: string): Promise<void> {
    const { nodes, revisions } = this.life;
    const current = await revisions.current('plugins');
    for (let waited = 0; waited < FOLLOW_MS; waited += LOOK_MS) {
      const behind = (await nodes.live()).filter(
        (node) => node.id !== nodes.id && node.pluginsRevision !== current,
      );
      if (behind.length === 0) return;
      await sleep(LOOK_MS);
    }
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'uninstall',
      reason: 'still_running',
      message: 'another process of the site has not switched it off yet',
      cure: 'Try again in a moment.',
    });
  }

  private async dropTables({ name, migrations }: Plugin): Promise<void> {
    if (!migrations) return;
    try {
      await this.life.migrations.rollbackAll({ name, migrations });
    } catch (cause) {
      await this.life.states.save(name, { error: cause instanceof Error ? cause.message : String(cause) });
      throw stepFailed(name, 'uninstall', cause, 'Repair the migration and uninstall again.');
    }
  }
}
