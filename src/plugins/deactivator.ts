import type { Principal } from '../auth/principal.js';
import { withTimeout } from '../with-timeout.js';
import { dependentsOf } from './dependency-plan.js';
import type { LifeCycle } from './life-cycle.js';
import { pluginProblem } from './plugin-problem.js';
import type { PluginState } from './plugin-states.js';
import type { Held } from './ports.js';

/** Switches plugins off; their data stays. */
export class Deactivator {
  constructor(private readonly life: LifeCycle) {}

  /** Under the site's lock. The row first: a process that dies in the middle leaves the plugin off, as was asked. */
  async deactivate(name: string, actor: Principal, lock: Held): Promise<void> {
    const { db, states, revisions, audit, quarantine, onStep } = this.life;
    const all = await states.all();
    const before = all.get(name);
    if (before?.status !== 'active') return;
    this.assertNotRequired(name, [...all.values()]);
    await onStep('deactivating', name);
    await db.transaction(async () => {
      await lock.assertHeld();
      await states.save(name, { status: 'inactive', error: null });
      await revisions.bump('plugins');
      const changes = { version: [before.version, null] };
      await audit.record(actor, {
        action: 'plugin.deactivated',
        entityType: 'plugin',
        entityId: name,
        changes,
      });
    });
    await onStep('deactivated', name);
    quarantine.release(name);
    await this.stop(name);
  }

  /** In this process alone. */
  async stop(name: string): Promise<void> {
    const { published, log, drainTimeoutMs, onStep } = this.life;
    const scope = published.remove(name);
    if (!scope) return;
    const late = () => new Error(`Requests were still in flight after ${drainTimeoutMs} ms`);
    await withTimeout(() => published.drain(name), drainTimeoutMs, late).catch((error: unknown) => {
      log.warn({ err: error, plugin: name }, `${name} is switched off under requests that take too long`);
    });
    await onStep('drained', name);
    await scope.dispose();
  }

  private assertNotRequired(name: string, states: readonly PluginState[]): void {
    const plugins = dependentsOf(
      name,
      states.filter((state) => state.status === 'active'),
    );
    if (plugins.length === 0) return;
    throw pluginProblem('conflict', {
      plugin: name,
      step: 'deactivate',
      reason: 'still_required',
      message: `active plugins require it: ${plugins.join(', ')}`,
      cure: `Deactivate ${plugins.join(', ')} first.`,
      plugins,
    });
  }
}
