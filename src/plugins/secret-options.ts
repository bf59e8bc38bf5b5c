import type { OwnedOptions } from '../options/options.js';
import type { Secrets } from '../vault/secrets.js';
import type { SettingSpec } from './plugin.js';

/** Where the vault keeps a setting of the plugin's. */
export function settingSecret(name: string): string {
  return `setting/${name}`;
}

/** A plugin's options, of which settings marked `secret` lie in the vault: the plugin reads them like any other. */
export class SecretOptions implements OwnedOptions {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly stored: OwnedOptions,
    private readonly secrets: Secrets,
    settings: readonly SettingSpec[],
  ) {
    this.names = new Set(settings.filter(({ secret }) => secret).map(({ name }) => name));
  }

  async get<T>(name: string): Promise<T | undefined> {
    if (!this.names.has(name)) return this.stored.get<T>(name);
    const kept = await this.secrets.get(null, settingSecret(name));
    // Kept before the setting was marked.
    return kept === undefined ? this.stored.get<T>(name) : (kept as T);
  }

  async set(name: string, value: unknown): Promise<void> {
    if (!this.names.has(name)) return this.stored.set(name, value);
    if (typeof value !== 'string') throw new TypeError(`The setting ${name} is secret: its value is a text`);
    await this.secrets.put(null, settingSecret(name), value);
    await this.stored.delete(name);
  }

  async delete(name: string): Promise<void> {
    if (this.names.has(name)) await this.secrets.delete(null, settingSecret(name));
    await this.stored.delete(name);
  }
}
