import type { Audit } from '../../audit/audit.js';
import type { Principal } from '../../auth/principal.js';
import type { Clock } from '../../clock.js';
import type { Database } from '../../database/database.js';
import type { OptionStore } from '../../options/option-store.js';
import type { SettingsRegistry } from '../../plugins/settings-registry.js';
import type { Vault } from '../../vault/vault.js';
import { ProblemError } from '../problem.js';
import { coreSettings, type KnownSetting } from './core-settings.js';
import type { SiteFacts } from './index-documents.js';
import { MASK, SecretSetting } from './secret-setting.js';
import { readSetting } from './setting-value.js';

export type SettingValue = string | number | boolean;
export type SettingValues = Readonly<Record<string, SettingValue>>;

interface SiteSettingsNeeds {
  readonly db: Database;
  readonly options: OptionStore;
  /** Settings of active plugins. */
  readonly registry: SettingsRegistry;
  readonly vault: Pick<Vault, 'owned'>;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly siteUrl: string;
  readonly adminEmail: string;
}

/** The settings of the site, the host's and those of active plugins, each kept as an option. */
export class SiteSettings {
  private readonly core: readonly KnownSetting[];

  constructor(private readonly needs: SiteSettingsNeeds) {
    this.core = coreSettings(needs.siteUrl, needs.adminEmail);
  }

  async all(): Promise<SettingValues> {
    return this.valuesOf(this.known());
  }

  /** Null resets to the default; names that nothing declares are passed over. All or nothing. */
  async update(actor: Principal, change: Readonly<Record<string, unknown>>): Promise<SettingValues> {
    const wanted = this.known().filter(({ name }) => change[name] !== undefined);
    const read = wanted.map((setting) => ({ setting, value: readSetting(setting, change[setting.name]) }));
    const details = read.flatMap(({ value }) => (value.fault ? [value.fault] : []));
    if (details.length > 0) throw new ProblemError('invalid', 'A setting does not fit', { details });
    await this.needs.db.transaction(async () => {
      for (const { setting, value } of read) await this.write(actor, setting, value.is ?? null);
    });
    return this.all();
  }

  async facts(): Promise<SiteFacts> {
    const { title, description, timezone } = await this.valuesOf(this.core);
    const zone = String(timezone);
    return {
      name: String(title),
      description: String(description),
      timezone: zone,
      gmtOffset: zone === '' ? '0' : offsetHours(zone, this.needs.clock.now()),
    };
  }

  private async valuesOf(settings: readonly KnownSetting[]): Promise<SettingValues> {
    const values: Record<string, SettingValue> = {};
    for (const setting of settings) values[setting.name] = await this.value(setting);
    return values;
  }

  private known(): readonly KnownSetting[] {
    const declared = this.needs.registry.list().map((spec) => ({ ...spec, name: spec.option }));
    return [...this.core, ...declared];
  }

  /** As it may be shown: of a secret only whether there is one. */
  private async value(setting: KnownSetting): Promise<SettingValue> {
    if (setting.fixed) return setting.default;
    const secret = this.secretOf(setting);
    if (secret) return secret.shown();
    return (await this.needs.options.get<SettingValue>(setting.option)) ?? setting.default;
  }

  private async write(actor: Principal, setting: KnownSetting, value: SettingValue | null): Promise<void> {
    const before = await this.value(setting);
    const secret = this.secretOf(setting);
    if (setting.fixed || value === before || (secret && (value === MASK || (value ?? '') === before))) return;
    if (secret) await secret.write(value);
    else if (value === null) await this.needs.options.delete(setting.option);
    else await this.needs.options.set(setting.option, value);
    const changes = { [setting.name]: [before, secret && value ? MASK : (value ?? setting.default)] };
    const entry = { action: 'setting.changed', entityType: 'setting', entityId: setting.name, changes };
    await this.needs.audit.record(actor, entry);
  }

  private secretOf({ option, secret }: KnownSetting): SecretSetting | undefined {
    const declared = secret && this.needs.registry.find(option);
    return declared ? new SecretSetting(declared, this.needs.options, this.needs.vault) : undefined;
  }
}

function offsetHours(timezone: string, now: Date): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(now).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}
