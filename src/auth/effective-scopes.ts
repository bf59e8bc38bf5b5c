import { isDefaultRole } from '../accounts/default-roles.js';
import type { Roles } from '../accounts/roles.js';
import type { ScopeLevel, ScopeSet } from './principal.js';
import type { ScopeRegistry } from './scope-registry.js';

const NONE: ScopeSet = new Set();
const ALL: ScopeSet = new Set(['*']);

/** Works out what a request may do: the credential's scopes cut down to the owner's live role. */
export class EffectiveScopes {
  constructor(
    private readonly registry: ScopeRegistry,
    private readonly roles: Roles,
  ) {}

  /** What a role reaches now. An unknown one reaches nothing. */
  async ofRole(level: ScopeLevel, name: string | null | undefined): Promise<ScopeSet> {
    if (!name) return NONE;
    if (isDefaultRole(name)) {
      if (name === 'administrator') return ALL;
      if (level === 'organization') return this.registry.ofRole(name);
    }
    const role = await this.roles.get(level, name);
    return role?.scopes ? this.registry.declared(level, role.scopes) : NONE;
  }

  /** `null` is the whole role; a list never reaches beyond it. */
  cut(level: ScopeLevel, granted: readonly string[] | null, role: ScopeSet): ScopeSet {
    if (granted === null) return role;
    const set = this.registry.declared(level, granted);
    if (set.has('*')) return role;
    if (role.has('*')) return set;
    return new Set([...set].filter((scope) => role.has(scope)));
  }
}
