import { ProblemError } from '../http/problem.js';
import type { SettingSpec } from './plugin.js';

export interface DeclaredSetting extends SettingSpec {
  readonly owner: string;
  /** The option that keeps it, and its name in the settings of the site: `<owner>_<name>`. */
  readonly option: string;
}

/** Settings that the host and the active plugins declare. Their values are options and stay when they are gone. */
export class SettingsRegistry {
  private readonly settings = new Map<string, DeclaredSetting>();

  list(): readonly DeclaredSetting[] {
    return [...this.settings.values()];
  }

  find(option: string): DeclaredSetting | undefined {
    return this.settings.get(option);
  }

  /** Throws when one of the names is taken; nothing is declared then. */
  check(owner: string, specs: readonly SettingSpec[]): void {
    const seen = new Set<string>();
    for (const { name } of specs) {
      const option = `${owner}_${name}`;
      const taken = this.settings.get(option)?.owner ?? (seen.has(option) ? owner : undefined);
      if (taken !== undefined) {
        throw new ProblemError('conflict', `The setting ${option} is already declared by ${taken}`, {
          reason: 'setting_taken',
        });
      }
      seen.add(option);
    }
  }

  declare(owner: string, specs: readonly SettingSpec[]): void {
    this.check(owner, specs);
    for (const spec of specs) {
      const option = `${owner}_${spec.name}`;
      this.settings.set(option, { ...spec, owner, option });
    }
  }

  withdraw(owner: string): void {
    for (const [option, setting] of this.settings) if (setting.owner === owner) this.settings.delete(option);
  }
}
