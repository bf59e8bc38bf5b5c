import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, type Tenant, tenantTable } from '../database/database.js';
import { type OrganizationSettings, organizationSettingsChanged } from './accounts.js';
import { checkOrgSettings } from './org-settings-rules.js';
import type { Organization, OrganizationChanges, Organizations } from './organizations.js';

type Kept = Omit<OrganizationSettings, keyof OrganizationChanges>;

interface SettingsRow {
  readonly orgId: number;
  readonly settings: Partial<Kept>;
  readonly updatedAt: Date;
}

const settingsTable = tenantTable<SettingsRow>('kp_org_settings', {
  key: 'orgId',
  json: ['settings'],
  instants: ['updatedAt'],
});

/** Both in one statement: whoever bills reads them. */
const WITH_SETTINGS = `select name, currency, timezone, locale, settings from kp_organizations
  left join kp_org_settings on org_id = id where id = ?`;

type Found = Pick<Organization, 'name' | 'currency' | 'timezone' | 'locale'> & {
  readonly settings: string | null;
};

const DEFAULTS: Kept = {
  logoUrl: null,
  address: null,
  taxId: null,
  contactEmail: null,
  invoicePrefix: 'INV-',
  invoiceTerms: null,
  taxRate: 0,
};

/** Settings of one organisation. The four that everything needs are columns of the organisation itself. */
export class OrgSettings {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly organizations: Organizations,
  ) {}

  async get({ orgId }: Tenant): Promise<OrganizationSettings> {
    const [found] = await this.db.raw<Found>(WITH_SETTINGS, [orgId]);
    const { name, currency, timezone, locale } = found ?? (await this.organizations.get(orgId));
    const kept = found?.settings ? (JSON.parse(found.settings) as Partial<Kept>) : {};
    return { name, currency, timezone, locale, ...DEFAULTS, ...kept };
  }

  /** Changes the given ones. Unknown names and bad values are `unprocessable`, all of them named at once. */
  async update(actor: Principal, given: Readonly<Record<string, unknown>>): Promise<OrganizationSettings> {
    const changes = checkOrgSettings(given);
    return againOnDuplicate(this.db, async () => {
      const before = await this.get(actor);
      const { name, currency, timezone, locale, ...rest } = changes;
      await this.organizations.change(actor.orgId, { name, currency, timezone, locale });
      await this.keep(actor, rest);
      const pairs = Object.entries(changes).map(([key, value]) => [
        key,
        [before[key as keyof OrganizationSettings], value],
      ]);
      await this.audit.record(actor, {
        action: 'org_settings.updated',
        entityType: 'organization',
        entityId: (await this.organizations.get(actor.orgId)).publicId,
        changes: Object.fromEntries(pairs),
      });
      const settings = await this.get(actor);
      await this.db.publish(organizationSettingsChanged, { actor, before, settings });
      return settings;
    });
  }

  private async kept(tenant: Tenant): Promise<Partial<Kept> | undefined> {
    return (await this.db.of(settingsTable, tenant).first())?.settings;
  }

  private async keep(tenant: Tenant, changes: Partial<Kept>): Promise<void> {
    const before = await this.kept(tenant);
    const row = { settings: { ...before, ...changes }, updatedAt: this.clock.now() };
    if (before) await this.db.of(settingsTable, tenant).update(row);
    else await this.db.of(settingsTable, tenant).insert(row);
  }
}
