import { ProblemError } from '../http/problem.js';
import type { Registry } from '../owned-registry.js';
import { eachRegistry, type Registries } from './background-ports.js';
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
  readonly registries: Registries;
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
    eachRegistry(this.rooms.registries, scope.registered, (room, specs) => room.check(scope.name, specs));
    const taken = scopes.taken(scope.name, scope.plugin.scopes ?? []);
    if (taken.length === 0) return;
    const message = `These scopes are already declared: ${taken.join(', ')}`;
    throw new ProblemError('conflict', message, { reason: 'scope_taken' });
  }

  /** What the rooms must do before the draft can be live: mails are compiled. */
  async prepare(scope: PluginScope): Promise<void> {
    const preparing: Promise<void>[] = [];
    eachRegistry(this.rooms.registries, scope.registered, (room, specs) => {
      preparing.push(room.prepare(scope.name, specs));
    });
    await Promise.all(preparing);
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

  /** Waits for requests in flight, and for jobs, which are told to stop. */
  async drain(name: string): Promise<void> {
    const { routes, registries } = this.rooms;
    const rooms = Object.values(registries) as readonly Registry[];
    await Promise.all([routes.drain(name), ...rooms.map((room) => room.drain(name))]);
  }

  /** What requests need first, and the routes, which let them in, last. */
  private publishAll(scope: PluginScope): void {
    const { routes, scopes, settings, services } = this.rooms;
    scopes.declare(scope.name, scope.plugin.scopes ?? []);
    settings.declare(scope.name, scope.plugin.settings ?? []);
    for (const provided of scope.services) services.add(provided);
    eachRegistry(this.rooms.registries, scope.registered, (room, specs) => room.declare(scope.name, specs));
    scope.publish();
    routes.publish(scope.name, scope.routes);
  }

  private withdrawAll(scope: PluginScope): void {
    const { routes, scopes, settings, services } = this.rooms;
    routes.withdraw(scope.name);
    scope.withdraw();
    eachRegistry(this.rooms.registries, scope.registered, (room) => room.withdraw(scope.name));
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
