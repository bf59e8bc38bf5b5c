import type { Audit } from '../audit/audit.js';
import type { Principal, ScopeLevel } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { DEFAULT_ROLES, defaultRoleTitle, isDefaultRole, SITE_ADMINISTRATOR } from './default-roles.js';

/** A named set of scopes of one level. */
export interface Role {
  readonly level: ScopeLevel;
  readonly name: string;
  readonly title: string;
  /** What was granted; scopes that nothing active declares rest. Null for default roles: each scope names them. */
  readonly scopes: readonly string[] | null;
}

interface RoleRow {
  readonly id: number;
  readonly level: ScopeLevel;
  readonly name: string;
  readonly title: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const roles = siteTable<RoleRow>('kp_roles', { json: ['scopes'], instants: ['createdAt', 'updatedAt'] });

/** `clients:read`, `projects.backups:write`, or `*` for all of the level. */
export const WELL_FORMED_SCOPE = /^(\*|[a-z][a-z0-9-]*(\.[a-z0-9-]+)*:[a-z][a-z0-9-]*)$/;

/** Default roles, and the site's own ones. */
export class Roles {
  private readonly listeners: (() => Promise<void>)[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Told inside the transaction that changes a role's scopes. */
  onChange(listener: () => Promise<void>): void {
    this.listeners.push(listener);
  }

  async get(level: ScopeLevel, name: string): Promise<Role | undefined> {
    return builtIn(level).find((role) => role.name === name) ?? (await this.row(level, name));
  }

  async list(level: ScopeLevel): Promise<Role[]> {
    const own = await this.db.site(roles).where({ level }).orderBy('name').all();
    return [...builtIn(level), ...own.map(roleOf)];
  }

  /** Throws `unprocessable` with WordPress' reason when there is no such role. */
  async assertExists(level: ScopeLevel, name: string, field = 'role'): Promise<void> {
    if (await this.get(level, name)) return;
    const message = `The role ${name} does not exist.`;
    throw new ProblemError('unprocessable', message, {
      reason: 'rest_user_invalid_role',
      details: [{ field, message, rule: 'reference' }],
    });
  }

  async create(
    actor: Principal,
    role: { level: ScopeLevel; name: string; title?: string; scopes: string[] },
  ) {
    const { level, name, title = name, scopes } = role;
    assertName(name);
    assertWellFormed(scopes);
    await againOnDuplicate(this.db, async () => {
      if (await this.get(level, name)) throw new ProblemError('conflict', `There is a role ${name} already`);
      const now = this.clock.now();
      await this.db.site(roles).insert({ level, name, title, scopes, createdAt: now, updatedAt: now });
      await this.changed(actor, 'role.created', level, name, { title, scopes });
    });
  }

  async update(actor: Principal, level: ScopeLevel, name: string, scopes: readonly string[]): Promise<void> {
    assertWellFormed(scopes);
    await this.db.transaction(async () => {
      const before = await this.own(level, name);
      await this.db.site(roles).where({ level, name }).update({ scopes, updatedAt: this.clock.now() });
      await this.changed(actor, 'role.updated', level, name, { scopes: [before.scopes, scopes] });
    });
  }

  /** Whoever still has the role reaches nothing until given another. */
  async delete(actor: Principal, level: ScopeLevel, name: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.own(level, name);
      await this.db.site(roles).where({ level, name }).delete();
      await this.changed(actor, 'role.deleted', level, name, {});
    });
  }

  private async own(level: ScopeLevel, name: string): Promise<Role> {
    const found = await this.row(level, name);
    if (!found) throw new ProblemError('not_found', 'No such role of your own', { data: { name } });
    return found;
  }

  private async row(level: ScopeLevel, name: string): Promise<Role | undefined> {
    const row = await this.db.site(roles).where({ level, name }).first();
    return row && roleOf(row);
  }

  private async changed(actor: Principal, action: string, level: string, name: string, changes: object) {
    await this.audit.record(actor, {
      action,
      entityType: 'role',
      entityId: `${level}/${name}`,
      changes: { ...changes },
    });
    for (const listener of this.listeners) await listener();
  }
}

function builtIn(level: ScopeLevel): Role[] {
  if (level === 'site') return [{ level, name: SITE_ADMINISTRATOR, title: 'Administrator', scopes: ['*'] }];
  return DEFAULT_ROLES.map((name) => ({
    level,
    name,
    title: defaultRoleTitle(name),
    scopes: name === 'administrator' ? ['*'] : null,
  }));
}

function roleOf({ level, name, title, scopes }: RoleRow): Role {
  return { level, name, title, scopes };
}

function assertName(name: string): void {
  if (/^[a-z][a-z0-9_-]{0,59}$/.test(name) && !isDefaultRole(name)) return;
  throw new ProblemError(
    'invalid',
    'A role is named by lower case letters, digits, hyphens and underscores',
    {
      field: 'name',
    },
  );
}

export function assertWellFormed(scopes: readonly string[]): void {
  const bad = scopes.find((scope) => !WELL_FORMED_SCOPE.test(scope));
  if (bad === undefined) return;
  const message = `${JSON.stringify(bad)} is not a scope: write resource:action`;
  throw new ProblemError('invalid', message, { details: [{ field: 'scopes', message, rule: 'pattern' }] });
}
