import type { DefaultRole, ScopeSpec } from '../plugins/plugin.js';
import type { ScopeLevel, ScopeSet } from './principal.js';

/** A scope that something active declares. */
export interface DeclaredScope {
  readonly name: string;
  readonly owner: string;
  readonly level: ScopeLevel;
  readonly description: string;
  readonly roles: readonly DefaultRole[];
}

/** The scopes that exist now. Grants of others are kept and rest until something declares them. */
export class ScopeRegistry {
  private readonly scopes = new Map<string, DeclaredScope>();
  private readonly listeners: (() => void)[] = [];
  private roleSets = new Map<DefaultRole, ScopeSet>();

  /** Called when scopes have come or gone: what was worked out from them is void. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Names among these that somebody else has declared already. */
  taken(owner: string, specs: readonly ScopeSpec[]): string[] {
    return specs.map(({ name }) => name).filter((name) => (this.scopes.get(name)?.owner ?? owner) !== owner);
  }

  /** In one synchronous step, so that no request sees half of them. */
  declare(owner: string, specs: readonly ScopeSpec[]): void {
    const taken = this.taken(owner, specs);
    if (taken.length > 0) throw new Error(`${owner} declares scopes of others: ${taken.join(', ')}`);
    for (const { name, level = 'organization', description, roles = [] } of specs) {
      this.scopes.set(name, { name, owner, level, description, roles });
    }
    this.changed();
  }

  withdraw(owner: string): void {
    for (const scope of this.scopes.values()) if (scope.owner === owner) this.scopes.delete(scope.name);
    this.changed();
  }

  /** Undefined while nothing active declares it. */
  level(name: string): ScopeLevel | undefined {
    return this.scopes.get(name)?.level;
  }

  list(): DeclaredScope[] {
    return [...this.scopes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What a default organisation role reaches now. */
  ofRole(role: DefaultRole): ScopeSet {
    const kept = this.roleSets.get(role);
    if (kept) return kept;
    const declared = this.list().filter(
      ({ level, roles }) => level === 'organization' && roles.includes(role),
    );
    const set = new Set(declared.map(({ name }) => name));
    this.roleSets.set(role, set);
    return set;
  }

  /** Those of the grants that are declared at this level; `*` stands for itself. */
  declared(level: ScopeLevel, grants: readonly string[]): ScopeSet {
    if (grants.includes('*')) return new Set(['*']);
    return new Set(grants.filter((name) => this.level(name) === level));
  }

  /** The set by name, `*` written out. */
  spellOut(level: ScopeLevel, set: ScopeSet): string[] {
    const names = this.list().filter(
      (scope) => scope.level === level && (set.has('*') || set.has(scope.name)),
    );
    return names.map(({ name }) => name);
  }

  private changed(): void {
    this.roleSets = new Map();
    for (const listener of this.listeners) listener();
  }
}
