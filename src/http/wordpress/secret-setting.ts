import type { OptionStore } from '../../options/option-store.js';
import { SecretOptions, settingSecret } from '../../plugins/secret-options.js';
import type { DeclaredSetting } from '../../plugins/settings-registry.js';
import type { Vault } from '../../vault/vault.js';

/** Shown in place of a secret. Said back, it changes nothing. */
export const MASK = '********';

/** A setting that is kept in the vault and never shown again. */
export class SecretSetting {
  constructor(
    private readonly setting: DeclaredSetting,
    private readonly options: OptionStore,
    private readonly vault: Pick<Vault, 'owned'>,
  ) {}

  /** The mask where there is one, also one that cannot be read; else empty. */
  async shown(): Promise<string> {
    const { owner, name, option } = this.setting;
    const isKept = await this.vault.owned(owner).has(null, settingSecret(name));
    return isKept || (await this.options.get(option)) !== undefined ? MASK : '';
  }

  /** Empty and null delete it. */
  async write(value: unknown): Promise<void> {
    const { owner, name } = this.setting;
    const kept = new SecretOptions(this.options.owned(owner), this.vault.owned(owner), [this.setting]);
    if (value === null || value === '') await kept.delete(name);
    else await kept.set(name, value);
  }
}
