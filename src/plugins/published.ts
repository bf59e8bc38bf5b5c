import { ProblemError } from '../http/problem.js';
import type { PluginScope } from './plugin-scope.js';
import type { Routes, Scopes } from './ports.js';
import type { ServiceRegistry } from './service-registry.js';
import type { SettingsRegistry } from './settings-registry.js';
import type { ServiceToken } from './tokens.js';

export interface PublishedRooms {
  readonly routes: Routes;
  readonly scopes: Scopes;
  readonly settings: SettingsRegistry;
  readonly services: ServiceRegistry;
}

/** The plugins that this process runs now. Adding and removing are synchronous: nobody sees half a plugin. */
export class Published {
  private readonly live = new Map<string, PluginScope>();

  constructor(private readonly rooms: PublishedRooms) {}

  get(name: string): PluginScope | undefined {
    return this.live.get(name);
  }

  list(): readonly PluginScope[] {
    return [...this.live.values()];
  }

  /** Versions by name. */
  versions(): ReadonlyMap<string, string> {
    return new Map(this.list().map(({ plugin }) => [plugin.name, plugin.version]));
  }

  /** Throws a conflict when the draft and what is live do not go together. Changes nothing. */
  check(scope: PluginScope): void {
    const { routes, scopes, settings } = this.rooms;
    this.checkServices(scope);
    routes.check(scope.routes);
    settings.check(scope.name, scope.plugin.settings ?? []);
    const taken = scopes.taken(scope.name, scope.plugin.scopes ?? []);
    if (taken.length === 0) return;
    const message = `These scopes are already declared: ${taken.join(', ')}`;
    throw new ProblemError('conflict', message, { reason: 'scope_taken' });
  }

  add(scope: PluginScope): void {
    try {
      this.publishAll(scope);
    } catch (error) {
      this.withdrawAll(scope);
      throw error;
    }
    this.live.set(scope.name, scope);
  }

  /** Nothing finds it any more; requests in flight go on. */
  remove(name: string): PluginScope | undefined {
    const scope = this.live.get(name);
    if (!scope) return undefined;
    this.live.delete(name);
    this.withdrawAll(scope);
    return scope;
  }

  /** The service that an active plugin provides. */
  service<T>(token: ServiceToken<T>): T | undefined {
    return this.rooms.services.find(token)?.service as T | undefined;
  }

  drain(name: string): Promise<void> {
    return this.rooms.routes.drain(name);
  }

  /** What requests need first, and the routes, which let them in, last. */
  private publishAll(scope: PluginScope): void {
    const { routes, scopes, settings, services } = this.rooms;
    scopes.declare(scope.name, scope.plugin.scopes ?? []);
    settings.declare(scope.name, scope.plugin.settings ?? []);
    for (const provided of scope.services) services.add(provided);
    scope.publish();
    routes.publish(scope.name, scope.routes);
  }

  private withdrawAll(scope: PluginScope): void {
    const { routes, scopes, settings, services } = this.rooms;
    routes.withdraw(scope.name);
    scope.withdraw();
    services.withdraw(scope.name);
    settings.withdraw(scope.name);
    scopes.withdraw(scope.name);
  }

  private checkServices(scope: PluginScope): void {
    const seen = new Set<string>();
    for (const { token } of scope.services) {
      const owner = this.rooms.services.find(token)?.owner ?? (seen.has(token.name) ? scope.name : undefined);
      if (owner !== undefined) {
        const message = `The service ${token.name} is already provided by ${owner}`;
        throw new ProblemError('conflict', message, { reason: 'service_taken' });
      }
      seen.add(token.name);
    }
  }
}
