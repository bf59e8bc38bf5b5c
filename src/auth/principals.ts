import type { Membership, Memberships } from '../accounts/memberships.js';
import type { Organizations } from '../accounts/organizations.js';
import type { User } from '../accounts/user.js';
import { ProblemError } from '../http/problem.js';
import type { EffectiveScopes } from './effective-scopes.js';
import { type CredentialKind, type Principal, reaches, type ScopeSet } from './principal.js';

const NONE: ScopeSet = new Set();
const ALL: ScopeSet = new Set(['*']);

export interface CredentialFacts {
  readonly kind: CredentialKind;
  readonly id: string;
  /** Null: the owner's whole role. */
  readonly scopes: readonly string[] | null;
}

/** Turns the owner of a credential into the principal of a request, in exactly one organisation. */
export class Principals {
  constructor(
    private readonly memberships: Memberships,
    private readonly organizations: Organizations,
    private readonly effective: EffectiveScopes,
  ) {}

  /** For sessions, JWT and application passwords. `wanted`: the organisation the caller named, by id or public id. */
  async ofUser(user: User, credential: CredentialFacts, wanted?: string): Promise<Principal> {
    const membership = await this.membership(user, wanted);
    const [site, organization] = await Promise.all([
      this.effective.ofRole('site', user.siteRole),
      this.effective.ofRole('organization', membership.role),
    ]);
    return {
      userId: user.id,
      orgId: membership.orgId,
      name: user.login,
      credential: { kind: credential.kind, id: credential.id },
      siteScopes: this.effective.cut('site', credential.scopes, site),
      orgScopes: this.effective.cut('organization', credential.scopes, organization),
    };
  }

  /** Keys act in their own organisation and never reach the site. Undefined: their user is no member any more. */
  async ofKey(
    key: { readonly orgId: number; readonly userId: number | null; readonly name: string },
    credential: CredentialFacts,
  ): Promise<Principal | undefined> {
    const role = key.userId === null ? ALL : await this.roleOfMember(key.orgId, key.userId);
    if (!role) return undefined;
    return {
      userId: key.userId,
      orgId: key.orgId,
      name: key.name,
      credential: { kind: credential.kind, id: credential.id },
      siteScopes: NONE,
      orgScopes: this.effective.cut('organization', credential.scopes, role),
    };
  }

  /** The same person in another of their organisations. Keys, and whatever has scopes of its own, act in one alone. */
  async elsewhere(actor: Principal, orgId: number, scope: string): Promise<Principal> {
    if (orgId === actor.orgId) return actor;
    const { userId, credential } = actor;
    const personal = userId !== null && (credential.kind === 'jwt' || credential.kind === 'session');
    const orgScopes = personal ? await this.roleOfMember(orgId, userId) : undefined;
    if (!orgScopes) throw new ProblemError('forbidden', 'You are not a member of this organisation');
    const there = { ...actor, orgId, orgScopes };
    if (reaches(there, scope, 'organization')) return there;
    throw new ProblemError('forbidden', `Your role there lacks the scope ${scope}`, { data: { scope } });
  }

  private async roleOfMember(orgId: number, userId: number): Promise<ScopeSet | undefined> {
    const membership = await this.memberships.find({ orgId }, userId);
    return membership && this.effective.ofRole('organization', membership.role);
  }

  /** The named one, else the default one, else the oldest. Who belongs nowhere can act nowhere. */
  private async membership(user: User, wanted: string | undefined): Promise<Membership> {
    const all = await this.memberships.of(user.id);
    const id = wanted ? (await this.organizations.named(wanted))?.id : user.defaultOrgId;
    const found = all.find(({ orgId }) => orgId === id) ?? (wanted ? undefined : all[0]);
    if (found) return found;
    const message = wanted ? 'You are not a member of this organisation' : 'You belong to no organisation';
    throw new ProblemError('forbidden', message);
  }
}
