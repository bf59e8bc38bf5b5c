import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { Accounts, OrganizationFacts, OrganizationSettings, Person } from './accounts.js';
import type { OrgSettings } from './org-settings.js';
import type { Organizations } from './organizations.js';

interface PersonColumns {
  readonly id: number;
  readonly public_id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
}

/** What plugins may ask: people and organisation, of one organisation at a time. */
export class Directory implements Accounts {
  constructor(
    private readonly db: Database,
    private readonly organizations: Organizations,
    private readonly orgSettings: OrgSettings,
  ) {}

  async members(
    tenant: { readonly orgId: number },
    userIds: readonly number[],
  ): Promise<ReadonlyMap<number, Person>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.people(tenant).whereIn('m.user_id', [...new Set(userIds)]);
    return new Map(rows.map((row) => [row.id, personOf(row)]));
  }

  async memberNamed(tenant: { readonly orgId: number }, publicId: string): Promise<Person | undefined> {
    const [row] = await this.people(tenant).where('u.public_id', publicId);
    return row && personOf(row);
  }

  async contact(tenant: { readonly orgId: number }): Promise<Person | undefined> {
    const administrators = this.people(tenant).where('m.role', 'administrator');
    const [row] = await administrators.orderBy('m.id').limit(1);
    return row && personOf(row);
  }

  async memberCount({ orgId }: { readonly orgId: number }): Promise<number> {
    const [row] = await this.db
      .query<{ count: number }>('kp_memberships')
      .where('org_id', orgId)
      .count({ count: '*' });
    return Number(row?.count ?? 0);
  }

  settings(tenant: { readonly orgId: number }): Promise<OrganizationSettings> {
    return this.orgSettings.get(tenant);
  }

  async operator(): Promise<{ readonly orgId: number }> {
    const first = await this.organizations.first();
    if (!first) throw new ProblemError('not_found', 'The site has no organisation yet');
    return { orgId: first.id };
  }

  async organization(tenant: { readonly orgId: number }): Promise<OrganizationFacts> {
    const { id, publicId, name, currency, timezone, locale } = await this.organizations.get(tenant.orgId);
    return { id, publicId, name, currency, timezone, locale };
  }

  private people({ orgId }: { readonly orgId: number }): Knex.QueryBuilder<PersonColumns, PersonColumns[]> {
    return this.db
      .query<PersonColumns>('kp_memberships as m')
      .join('kp_users as u', 'u.id', 'm.user_id')
      .where('m.org_id', orgId)
      .select('u.id', 'u.public_id', 'u.login', 'u.name', 'u.email') as Knex.QueryBuilder<
      PersonColumns,
      PersonColumns[]
    >;
  }
}

function personOf({ id, public_id: publicId, login, name, email }: PersonColumns): Person {
  return { id, publicId, login, name, email };
}
