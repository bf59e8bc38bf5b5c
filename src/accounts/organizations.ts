import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { newPublicId } from '../public-id.js';
import type { OrganizationFacts } from './accounts.js';

export interface Organization extends OrganizationFacts {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type OrganizationChanges = Partial<Pick<Organization, 'name' | 'currency' | 'timezone' | 'locale'>>;

const organizations = siteTable<Organization>('kp_organizations', { instants: ['createdAt', 'updatedAt'] });

export const DEFAULT_FACTS = { currency: 'USD', timezone: 'UTC', locale: 'en' } as const;

/** Called inside the transaction that makes the organisation: default rows. */
export type PrepareOrganization = (orgId: number) => Promise<void>;

/** The tenants of the site. Every row of a tenant table belongs to one of them. */
export class Organizations {
  private readonly preparations = new Set<PrepareOrganization>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** For each organisation to come; answers how to undo it. Existing ones are the caller's to go through, by `ids`. */
  onCreated(prepare: PrepareOrganization): () => void {
    this.preparations.add(prepare);
    return () => this.preparations.delete(prepare);
  }

  async ids(): Promise<number[]> {
    const rows = await this.db.site(organizations).orderBy('id').all();
    return rows.map(({ id }) => id);
  }

  byId(id: number): Promise<Organization | undefined> {
    return this.db.site(organizations).where({ id }).first();
  }

  byPublicId(publicId: string): Promise<Organization | undefined> {
    return this.db.site(organizations).where({ publicId }).first();
  }

  /** By public id, or by the number: what callers write in a header or on a command line. */
  async named(text: string): Promise<Organization | undefined> {
    return /^[1-9]\d{0,14}$/.test(text) ? this.byId(Number(text)) : this.byPublicId(text);
  }

  /** The one made at installation: where system work belongs that belongs nowhere else. */
  async first(): Promise<Organization | undefined> {
    return this.db.site(organizations).orderBy('id').first();
  }

  async get(id: number): Promise<Organization> {
    const found = await this.byId(id);
    if (!found) throw new ProblemError('not_found', 'No such organisation', { data: { id } });
    return found;
  }

  async create(
    actor: Principal,
    input: { readonly name: string } & OrganizationChanges,
  ): Promise<Organization> {
    return this.db.transaction(async () => {
      const now = this.clock.now();
      const row = { ...DEFAULT_FACTS, ...input, publicId: newPublicId(now), createdAt: now, updatedAt: now };
      const orgId = await this.db.site(organizations).insert(row);
      for (const prepare of this.preparations) await prepare(orgId);
      const entry = { entityType: 'organization', entityId: orgId, changes: { ...DEFAULT_FACTS, ...input } };
      await this.audit.record({ ...actor, orgId }, { action: 'organization.created', ...entry });
      return this.get(orgId);
    });
  }

  /** No audit of its own: the settings, which change it, write theirs. */
  async change(id: number, changes: OrganizationChanges): Promise<void> {
    await this.db
      .site(organizations)
      .where({ id })
      .update({ ...changes, updatedAt: this.clock.now() });
  }
}
