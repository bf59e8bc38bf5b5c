import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable, type Tenant, tenantTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { memberJoining } from './accounts.js';
import type { Roles } from './roles.js';

export interface Membership {
  readonly id: number;
  readonly orgId: number;
  readonly userId: number;
  readonly role: string;
  readonly createdAt: Date;
}

/** Written through the organisation; read by user too, to find where somebody belongs. */
const members = tenantTable<Membership>('kp_memberships', { instants: ['createdAt'] });
const ofUsers = siteTable<Membership>('kp_memberships', { instants: ['createdAt'] });

/** Who belongs to which organisation, and as what. */
export class Memberships {
  private readonly listeners: ((userId: number) => Promise<void>)[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly roles: Roles,
  ) {}

  /** Told inside the transaction that changes a membership. */
  onChange(listener: (userId: number) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Where a user belongs, oldest first. */
  of(userId: number): Promise<Membership[]> {
    return this.db.site(ofUsers).where({ userId }).orderBy('id').all();
  }

  /** Everybody in the organisation, oldest first. */
  all(tenant: Tenant): Promise<Membership[]> {
    return this.db.of(members, tenant).orderBy('id').all();
  }

  find(tenant: Tenant, userId: number): Promise<Membership | undefined> {
    return this.db.of(members, tenant).where({ userId }).first();
  }

  /** Role by user id, for those of these users who are members. */
  async rolesOf(tenant: Tenant, userIds: readonly number[]): Promise<Map<number, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.db.of(members, tenant).whereIn('userId', userIds).all();
    return new Map(rows.map((row) => [row.userId, row.role]));
  }

  async add(
    actor: Principal,
    { orgId, userId, role }: { orgId: number; userId: number; role: string },
  ): Promise<void> {
    await againOnDuplicate(this.db, async () => {
      await this.roles.assertExists('organization', role);
      if (await this.find({ orgId }, userId))
        throw new ProblemError('conflict', 'Is a member already', { field: 'user_id' });
      await this.db.publish(memberJoining, { actor, orgId, userId, role });
      await this.db.of(members, { orgId }).insert({ userId, role, createdAt: this.clock.now() });
      await this.changed(actor, 'member.added', orgId, userId, { role });
    });
  }

  async setRole(actor: Principal, tenant: Tenant, userId: number, role: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.roles.assertExists('organization', role);
      const before = await this.get(tenant, userId);
      if (role !== 'administrator') await this.assertNotLastAdministrator(before);
      await this.db.of(members, tenant).where({ userId }).update({ role });
      await this.changed(actor, 'member.role_changed', tenant.orgId, userId, { role: [before.role, role] });
    });
  }

  async remove(actor: Principal, tenant: Tenant, userId: number): Promise<void> {
    await this.db.transaction(async () => {
      const before = await this.get(tenant, userId);
      await this.assertNotLastAdministrator(before);
      await this.db.of(members, tenant).where({ userId }).delete();
      await this.changed(actor, 'member.removed', tenant.orgId, userId, { role: before.role });
    });
  }

  /** The user is being deleted. */
  async removeUser(userId: number): Promise<void> {
    for (const { orgId } of await this.of(userId))
      await this.db.of(members, { orgId }).where({ userId }).delete();
    await this.tell(userId);
  }

  private async get(tenant: Tenant, userId: number): Promise<Membership> {
    const found = await this.find(tenant, userId);
    if (!found)
      throw new ProblemError('not_found', 'Not a member of this organisation', { data: { id: userId } });
    return found;
  }

  private async assertNotLastAdministrator({ orgId, role }: Membership): Promise<void> {
    if (role !== 'administrator') return;
    const administrators = await this.db.of(members, { orgId }).where({ role }).forUpdate().all();
    if (administrators.length > 1) return;
    throw new ProblemError('conflict', 'The last administrator of the organisation must stay');
  }

  private async changed(
    actor: Principal,
    action: string,
    orgId: number,
    userId: number,
    changes: Record<string, unknown>,
  ) {
    await this.audit.record({ ...actor, orgId }, { action, entityType: 'member', entityId: userId, changes });
    await this.tell(userId);
  }

  private async tell(userId: number): Promise<void> {
    for (const listener of this.listeners) await listener(userId);
  }
}
