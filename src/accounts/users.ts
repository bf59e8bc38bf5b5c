import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import type { Database } from '../database/database.js';
import { sortKey } from '../database/folded.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { SITE_ADMINISTRATOR } from './default-roles.js';
import type { Memberships } from './memberships.js';
import { normalized, slugOf } from './normalized.js';
import type { Roles } from './roles.js';
import {
  type NewUser,
  type PasswordHashing,
  type User,
  type UserProfile,
  type UserRow,
  userOf,
  users,
} from './user.js';
import { differences, newUserRow } from './user-row.js';
import { assertLogin, assertPassword, assertProfile } from './user-rules.js';
import { findUsers, type UserQuery } from './user-search.js';
import { assertChangesFree, assertNamesFree, freeSlug } from './user-uniqueness.js';

/** Told inside the transaction of the change. */
export interface UserListener {
  passwordChanged?(userId: number, before: { readonly had: boolean }): Promise<void>;
  /** The site role or the profile. `before`: of the profile. */
  changed?(userId: number, before?: User): Promise<void>;
  removed?(userId: number): Promise<void>;
}

/** Everybody who can sign in to the site. */
export class Users {
  private readonly listeners: UserListener[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly hashing: PasswordHashing,
    private readonly roles: Roles,
    private readonly memberships: Memberships,
  ) {}

  listen(listener: UserListener): void {
    this.listeners.push(listener);
  }

  byId(id: number): Promise<User | undefined> {
    return this.first({ id });
  }

  /** One query; those who are gone are left out. */
  async byIds(ids: readonly number[]): Promise<ReadonlyMap<number, User>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .site(users)
      .whereIn('id', [...new Set(ids)])
      .all();
    return new Map(rows.map((row) => [row.id, userOf(row)]));
  }

  byPublicId(publicId: string): Promise<User | undefined> {
    return this.first({ publicId });
  }

  byLogin(login: string): Promise<User | undefined> {
    return this.first({ loginKey: normalized(login) });
  }

  byEmail(email: string): Promise<User | undefined> {
    return this.first({ emailKey: normalized(email) });
  }

  async byLoginOrEmail(name: string): Promise<User | undefined> {
    return (await this.byLogin(name)) ?? (name.includes('@') ? this.byEmail(name) : undefined);
  }

  /** Throws `not_found`, with the reason WordPress gives. */
  async get(id: number): Promise<User> {
    const user = await this.byId(id);
    if (!user)
      throw new ProblemError('not_found', 'Invalid user ID.', {
        reason: 'rest_user_invalid_id',
        data: { id },
      });
    return user;
  }

  list(query: UserQuery): Promise<Page<User>> {
    return findUsers(this.db, query);
  }

  /** By login, else by e-mail address. Always the same two look-ups, whoever is named. */
  async forSignIn(
    name: string,
  ): Promise<{ readonly user: User; readonly passwordHash: string | null } | undefined> {
    const key = normalized(name);
    const byLogin = await this.db.site(users).where({ loginKey: key }).first();
    const byEmail = await this.db.site(users).where({ emailKey: key }).first();
    const row = byLogin ?? byEmail;
    return row && { user: userOf(row), passwordHash: row.passwordHash };
  }

  /** For the sign-in alone; undefined and null both mean that no password fits. */
  async passwordHash(id: number): Promise<string | null | undefined> {
    return (await this.db.site(users).where({ id }).first())?.passwordHash;
  }

  async create(actor: Principal, input: NewUser): Promise<User> {
    assertLogin(input.login);
    if (input.password !== null) assertPassword(input.password);
    assertProfile(input);
    await assertNamesFree(this.db, input.login, input.email);
    const passwordHash = input.password === null ? null : await this.hashPassword(input.password);
    return againOnDuplicate(this.db, async () => {
      await assertNamesFree(this.db, input.login, input.email);
      if (input.siteRole) await this.roles.assertExists('site', input.siteRole);
      const membership =
        input.membership === undefined ? { orgId: actor.orgId, role: 'viewer' } : input.membership;
      const slug = await freeSlug(this.db, input.slug ?? slugOf(input.login));
      const row = newUserRow(input, {
        passwordHash,
        slug,
        now: this.clock.now(),
        orgId: membership?.orgId ?? null,
      });
      const id = await this.db.site(users).insert(row);
      const changes = { login: row.login, email: row.email, siteRole: row.siteRole };
      await this.audit.record(actor, { action: 'user.created', entityType: 'user', entityId: id, changes });
      if (membership) await this.memberships.add(actor, { ...membership, userId: id });
      return this.get(id);
    });
  }

  /** Leaves out what is undefined. */
  async update(actor: Principal, id: number, profile: UserProfile): Promise<User> {
    assertProfile(profile);
    return againOnDuplicate(this.db, async () => {
      const before = await this.get(id);
      await assertChangesFree(this.db, before, profile);
      const { email, name } = profile;
      const keys = {
        ...(email === undefined ? {} : { emailKey: normalized(email) }),
        ...(name === undefined ? {} : { nameKey: sortKey(name, 191) }),
      };
      await this.db
        .site(users)
        .where({ id })
        .update({ ...profile, ...keys, updatedAt: this.clock.now() });
      await this.audit.record(actor, this.entry('user.updated', id, differences(before, profile)));
      for (const listener of this.listeners) await listener.changed?.(id, before);
      return this.get(id);
    });
  }

  /** Ends every session of the user and what programs were granted; application passwords and keys stay. */
  async setPassword(actor: Principal, id: number, password: string): Promise<void> {
    await this.get(id);
    await this.setPasswordHash(actor, id, await this.hashPassword(password));
  }

  /** Takes long: call it before a transaction, and `setPasswordHash` inside. */
  async hashPassword(password: string): Promise<string> {
    assertPassword(password);
    return this.hashing.hash(password);
  }

  async setPasswordHash(actor: Principal, id: number, passwordHash: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.get(id);
      const had = Boolean(await this.passwordHash(id));
      await this.db.site(users).where({ id }).update({ passwordHash, updatedAt: this.clock.now() });
      await this.audit.record(actor, this.entry('user.password_changed', id, {}));
      for (const listener of this.listeners) await listener.passwordChanged?.(id, { had });
    });
  }

  async setSiteRole(actor: Principal, id: number, siteRole: string | null): Promise<void> {
    await this.db.transaction(async () => {
      const before = await this.get(id);
      if (siteRole) await this.roles.assertExists('site', siteRole);
      if (siteRole !== SITE_ADMINISTRATOR) await this.assertNotLastAdministrator(before);
      await this.db.site(users).where({ id }).update({ siteRole, updatedAt: this.clock.now() });
      await this.audit.record(
        actor,
        this.entry('user.site_role_changed', id, { siteRole: [before.siteRole, siteRole] }),
      );
      for (const listener of this.listeners) await listener.changed?.(id);
    });
  }

  async setDefaultOrganization(actor: Principal, id: number, orgId: number): Promise<void> {
    await this.db.transaction(async () => {
      const { defaultOrgId } = await this.get(id);
      await this.db.site(users).where({ id }).update({ defaultOrgId: orgId });
      await this.audit.record(actor, this.entry('user.updated', id, { defaultOrgId: [defaultOrgId, orgId] }));
      for (const listener of this.listeners) await listener.changed?.(id);
    });
  }

  /** With sessions, passwords, keys and memberships; what plugins keep of the user stays theirs. */
  async delete(actor: Principal, id: number): Promise<User> {
    return this.db.transaction(async () => {
      const user = await this.get(id);
      await this.assertNotLastAdministrator(user);
      for (const listener of this.listeners) await listener.removed?.(id);
      await this.memberships.removeUser(id);
      await this.db.site(users).where({ id }).delete();
      await this.audit.record(
        actor,
        this.entry('user.deleted', id, { login: user.login, email: user.email }),
      );
      return user;
    });
  }

  private async first(match: Partial<UserRow>): Promise<User | undefined> {
    const row = await this.db.site(users).where(match).first();
    return row && userOf(row);
  }

  private async assertNotLastAdministrator(user: User): Promise<void> {
    if (user.siteRole !== SITE_ADMINISTRATOR) return;
    const administrators = await this.db
      .site(users)
      .where({ siteRole: SITE_ADMINISTRATOR })
      .forUpdate()
      .all();
    if (administrators.length > 1) return;
    throw new ProblemError('conflict', 'The last administrator of the site must stay', {
      data: { id: user.id },
    });
  }

  private entry(action: string, entityId: number, changes: Record<string, unknown>) {
    return { action, entityType: 'user', entityId, changes };
  }
}
