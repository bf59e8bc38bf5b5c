import { type Principal, ProblemError, reaches } from '#host';
import type { Memberships } from '../../accounts/memberships.js';
import type { Roles } from '../../accounts/roles.js';
import type { User } from '../../accounts/user.js';
import type { Users } from '../../accounts/users.js';
import type { ScopeSet } from '../../auth/principal.js';
import type { UserStanding } from './user.view.js';

/** What clients of WordPress ask for before they show a button, by the scope that stands for it here. */
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  'users:read': ['list_users'],
  'users:write': ['create_users', 'edit_users', 'delete_users', 'promote_users'],
  'plugins:write': ['activate_plugins', 'delete_plugins'],
  'settings:write': ['manage_options'],
};

interface Needs {
  readonly users: Users;
  readonly memberships: Memberships;
  readonly roles: Roles;
  /** What a site role reaches. */
  readonly reach: (siteRole: string | null) => Promise<ScopeSet>;
  /** What a role in an organisation reaches. */
  readonly organizationReach: (role: string) => Promise<ScopeSet>;
}

interface NamedRoles {
  readonly site: string | null;
  readonly organization: string;
}

/**
 * WordPress knows one set of roles. Here a user has a role in the site and one in each organisation: `roles` holds
 * the former and that of the caller's organisation, and `administrator` means both.
 */
export class UserStandings {
  constructor(private readonly needs: Needs) {}

  async of(actor: Principal, user: User): Promise<UserStanding> {
    const [standing] = await this.ofAll(actor, [user]);
    return standing as UserStanding;
  }

  async ofAll(actor: Principal, users: readonly User[]): Promise<UserStanding[]> {
    const ids = users.map((user) => user.id);
    const roles = await this.needs.memberships.rolesOf(actor, ids);
    return Promise.all(
      users.map(async ({ id, siteRole }) => ({
        roles: [...new Set([siteRole, roles.get(id)].filter((role) => typeof role === 'string'))],
        capabilities: capabilities(await this.needs.reach(siteRole)),
      })),
    );
  }

  /** Checks names and the caller's right to give them; changes nothing. */
  async named(actor: Principal, names: readonly string[], user?: User): Promise<NamedRoles> {
    const named = await this.find(names);
    const present = user && (await this.needs.memberships.find(actor, user.id))?.role;
    // Who may change users but not everything else must not make somebody who may.
    const promotes = named.site !== null && named.site !== user?.siteRole && !actor.siteScopes.has('*');
    const moves =
      named.organization !== (present ?? 'viewer') &&
      !(await this.mayMove(actor, present, named.organization));
    if (promotes || moves) throw mayNotPromote();
    return named;
  }

  /** Who may change members neither gives nor takes more than they reach themselves. */
  private async mayMove(actor: Principal, from: string | undefined, to: string): Promise<boolean> {
    if (actor.orgScopes.has('*')) return true;
    if (!reaches(actor, 'members:write', 'organization')) return false;
    const roles = from === undefined ? [to] : [from, to];
    const scopes = await Promise.all(roles.map((role) => this.needs.organizationReach(role)));
    return scopes.every((reach) => [...reach].every((scope) => actor.orgScopes.has(scope)));
  }

  private async find(names: readonly string[]): Promise<NamedRoles> {
    const { roles } = this.needs;
    let site: string | null = null;
    let organization: string | undefined;
    for (const name of names) {
      const [inSite, inOrganization] = [await roles.get('site', name), await roles.get('organization', name)];
      if (!inSite && !inOrganization) throw noSuchRole(name);
      if (inSite) site ??= name;
      if (inOrganization) organization ??= name;
    }
    return { site, organization: organization ?? 'viewer' };
  }

  async give(actor: Principal, user: User, { site, organization }: NamedRoles): Promise<void> {
    const { users, memberships } = this.needs;
    if (site !== user.siteRole) await users.setSiteRole(actor, user.id, site);
    if (!isSomewhere(actor)) return;
    const member = await memberships.find(actor, user.id);
    if (!member) await memberships.add(actor, { orgId: actor.orgId, userId: user.id, role: organization });
    else if (member.role !== organization) await memberships.setRole(actor, actor, user.id, organization);
  }
}

/** False for whoever belongs to no organisation. */
export function isSomewhere({ orgId }: Principal): boolean {
  return orgId !== 0;
}

export function mayNotPromote(): ProblemError {
  const message = 'You are not allowed to give these roles.';
  return new ProblemError('forbidden', message, { reason: 'rest_cannot_edit_roles' });
}

function noSuchRole(name: string): ProblemError {
  return new ProblemError('unprocessable', `The role ${name} does not exist.`, {
    reason: 'rest_user_invalid_role',
  });
}

function capabilities(scopes: ScopeSet): string[] {
  const held = Object.entries(CAPABILITIES).filter(([scope]) => scopes.has('*') || scopes.has(scope));
  return ['read', ...held.flatMap(([, names]) => names)];
}
