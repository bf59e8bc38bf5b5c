import type { OwnedOptions } from '../options/options.js';

/**
 * Options while the plugin is being set up: what it writes is kept back until the site commits to it, so that a try
 * that fails, or a process that dies, leaves no option behind.
 */
export class DraftOptions implements OwnedOptions {
  private drafted: Map<string, unknown> | undefined = new Map();
  private gone = false;

  /** `defaults`: what a declared setting is while nobody has set it. */
  constructor(
    private readonly stored: OwnedOptions,
    private readonly defaults: ReadonlyMap<string, unknown> = new Map(),
  ) {}

  async get<T>(name: string): Promise<T | undefined> {
    const drafted = this.drafted?.get(name);
    if (drafted !== undefined) return structuredClone(drafted) as T;
    const stored = this.drafted?.has(name) ? undefined : await this.stored.get<T>(name);
    return stored ?? (this.defaults.get(name) as T | undefined);
  }

  async set(name: string, value: unknown): Promise<void> {
    this.assertUsable();
    if (this.drafted) this.drafted.set(name, structuredClone(value));
    else await this.stored.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.assertUsable();
    if (this.drafted) this.drafted.set(name, undefined);
    else await this.stored.delete(name);
  }

  /** Writes what was kept back; call it in the transaction of the commit. The body may run again. */
  async flush(): Promise<void> {
    for (const [name, value] of this.drafted ?? []) {
      if (value === undefined) await this.stored.delete(name);
      else await this.stored.set(name, value);
    }
  }

  /** From now on options are written at once. */
  publish(): void {
    this.drafted = undefined;
  }

  dispose(): void {
    this.gone = true;
  }

  private assertUsable(): void {
    if (this.gone) throw new Error('The plugin is switched off: it cannot change its options');
  }
}
