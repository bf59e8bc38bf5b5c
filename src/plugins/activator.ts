import type { Principal } from '../auth/principal.js';
import { HOST_VERSION } from '../version.js';
import { withTimeout } from '../with-timeout.js';
import { findUnmet } from './dependency-plan.js';
import type { LifeCycle } from './life-cycle.js';
import { MigrationTry } from './migration-try.js';
import type { Plugin } from './plugin.js';
import { pluginProblem, stepFailed } from './plugin-problem.js';
import { PluginScope } from './plugin-scope.js';
import type { PluginState } from './plugin-states.js';
import type { Held } from './ports.js';
import { assertUpgradable } from './upgrades.js';

const SETUP_CURE = 'Repair the plugin and activate it again; nothing of the try is left.';
const CHECK_CURE = 'Deactivate the other one, or change the plugin; nothing of the try is left.';

interface Outcome {
  readonly before: PluginState | undefined;
  readonly preparedOrg: number;
  readonly actor: Principal;
  readonly lock: Held;
}

/** Switches plugins on: all or nothing. Until the last line no request, hook or event can see the plugin. */
export class Activator {
  constructor(private readonly life: LifeCycle) {}

  /** Under the site's lock. */
  async activate(
    plugin: Plugin,
    before: PluginState | undefined,
    actor: Principal,
    lock: Held,
  ): Promise<void> {
    const { states, onStep } = this.life;
    this.assertMet(plugin);
    assertUpgradable(plugin, before);
    const attempt = new MigrationTry(this.life, plugin, before);
    let scope: PluginScope | undefined;
    let preparedOrg = 0;
    try {
      await attempt.begin();
      await attempt.migrate();
      scope = await this.setUp(plugin);
      await onStep('set-up', plugin.name);
      preparedOrg = await this.prepareOrganizations(
        scope,
        before?.version === plugin.version ? before.preparedOrg : 0,
      );
      await onStep('prepared', plugin.name);
      await this.commit(scope, { before, preparedOrg, actor, lock });
    } catch (cause) {
      await scope?.dispose();
      // Who lost the lock leaves the row `activating`: its new holder has undone the try, or will.
      await lock.assertHeld().catch(() => Promise.reject(cause));
      if ((await states.get(plugin.name))?.status !== 'active') await attempt.undo(cause);
      throw cause;
    }
    await this.publish(scope);
    await this.catchUp(scope, preparedOrg);
  }

  /** Runs a plugin that the site has switched on already: at boot, and where another process did it. */
  async run(plugin: Plugin, before: PluginState): Promise<void> {
    this.assertMet(plugin);
    const scope = await this.setUp(plugin);
    try {
      await this.life.db.transaction(() => scope.flushOptions());
    } catch (cause) {
      await scope.dispose();
      throw stepFailed(plugin.name, 'commit', cause, SETUP_CURE);
    }
    await this.publish(scope);
    await this.catchUp(scope, before.preparedOrg);
  }

  assertMet(plugin: Plugin): void {
    const { catalog, published } = this.life;
    const plugins = catalog.list().flatMap((entry) => entry.plugin ?? []);
    const unmet = findUnmet(plugin, {
      hostVersion: HOST_VERSION,
      known: new Map(plugins.map((each) => [each.name, each])),
      active: published.versions(),
    });
    if (unmet) throw pluginProblem('conflict', { plugin: plugin.name, step: 'check', ...unmet });
  }

  /** Into a draft, that is checked against what is live. */
  private async setUp(plugin: Plugin): Promise<PluginScope> {
    const scope = new PluginScope(plugin, this.life.rooms);
    const ms = this.life.setupTimeoutMs;
    try {
      await withTimeout(
        async () => plugin.setup(scope.host),
        ms,
        () => new Error(`setup did not settle within ${ms} ms`),
      );
      scope.seal();
    } catch (cause) {
      await scope.dispose();
      throw stepFailed(plugin.name, 'setup', cause, SETUP_CURE);
    }
    try {
      this.life.published.check(scope);
    } catch (cause) {
      await scope.dispose();
      throw stepFailed(plugin.name, 'publish', cause, CHECK_CURE);
    }
    return this.prepare(scope);
  }

  /** A plugin whose mails cannot be made is not switched on. */
  private async prepare(scope: PluginScope): Promise<PluginScope> {
    try {
      await this.life.published.prepare(scope);
      return scope;
    } catch (cause) {
      await scope.dispose();
      throw stepFailed(scope.name, 'setup', cause, SETUP_CURE);
    }
  }

  /** Answers the last organisation that is prepared. Before the commit: a callback that fails undoes the try. */
  private async prepareOrganizations(scope: PluginScope, after: number): Promise<number> {
    const ids = (await this.life.tenants.ids()).filter((id) => id > after);
    try {
      for (const id of ids) await scope.prepareOrganization(id);
    } catch (cause) {
      throw stepFailed(scope.name, 'organizations', cause, SETUP_CURE);
    }
    return ids.at(-1) ?? after;
  }

  /** From here on the plugin is active, whatever happens to this process. */
  private async commit(scope: PluginScope, { before, preparedOrg, actor, lock }: Outcome): Promise<void> {
    const { db, states, revisions, audit, onStep } = this.life;
    const { name, version, requires = {} } = scope.plugin;
    await onStep('committing', name);
    const upgraded = before?.status === 'active' && before.version !== version;
    const changes = { version: [before?.version ?? null, version] };
    try {
      await db.transaction(async () => {
        await lock.assertHeld();
        await scope.flushOptions();
        await states.save(name, {
          status: 'active',
          version,
          requires,
          migrations: [],
          preparedOrg,
          error: null,
        });
        await revisions.bump('plugins');
        const action = upgraded ? 'plugin.upgraded' : 'plugin.activated';
        await audit.record(actor, { action, entityType: 'plugin', entityId: name, changes });
      });
    } catch (cause) {
      throw stepFailed(name, 'commit', cause, SETUP_CURE);
    }
    await onStep('committed', name);
  }

  private async publish(scope: PluginScope): Promise<void> {
    const { published, quarantine, onStep } = this.life;
    try {
      published.add(scope);
    } catch (cause) {
      quarantine.put(scope.name, 'fault', cause);
      await scope.dispose();
      throw stepFailed(scope.name, 'publish', cause, CHECK_CURE);
    }
    quarantine.release(scope.name);
    await onStep('published', scope.name);
  }

  /** Organisations made while nobody, or only another process, ran the plugin: also while it was being activated. */
  private async catchUp(scope: PluginScope, after: number): Promise<void> {
    if (!scope.preparesOrganizations) return;
    try {
      const ids = (await this.life.tenants.ids()).filter((id) => id > after);
      for (const id of ids) await this.prepareOnce(scope, id);
    } catch (error) {
      this.life.log.error(
        { err: error, plugin: scope.name },
        `${scope.name} could not prepare new organisations`,
      );
    }
  }

  /** Two processes that catch up at once: the row decides. */
  private prepareOnce(scope: PluginScope, orgId: number): Promise<void> {
    const { db, states } = this.life;
    return db.transaction(async () => {
      const state = await states.locked(scope.name);
      if (!state || state.preparedOrg >= orgId) return;
      await scope.prepareOrganization(orgId);
      await states.prepared(scope.name, orgId);
    });
  }
}
