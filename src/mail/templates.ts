import { OwnedRegistry } from '../owned-registry.js';
import type { CompiledStore } from './compiled-store.js';
import type { MailTemplate } from './mail.js';
import type { Overrides } from './overrides.js';
import { makeReady } from './template-check.js';

/** A template as it is in use: an administrator's version stands before the plugin's own. */
export interface UsedTemplate extends MailTemplate {
  readonly owner: string;
  /** Version of the override; null: the plugin's own. */
  readonly version: number | null;
}

/** The templates of the host and of the plugins that are on. */
export class MailTemplates extends OwnedRegistry<MailTemplate> {
  constructor(
    private readonly store: CompiledStore,
    private readonly overrides: Overrides,
  ) {
    super('mail template');
  }

  /** Before a plugin is switched on: all its mails compile and render, or a clear message says which does not. */
  override async prepare(owner: string, specs: readonly MailTemplate[]): Promise<void> {
    if (specs.length === 0) return;
    this.check(owner, specs);
    await makeReady(specs, this.store);
    await this.loadOverrides(specs);
  }

  /** What was declared without a preparation: the host's own. */
  async ready(): Promise<void> {
    const specs = this.list().map(({ spec }) => spec);
    await makeReady(
      specs.filter(({ mjml }) => this.store.peek(mjml) === undefined),
      this.store,
    );
    await this.loadOverrides(specs);
  }

  /** As mails are made of it now. */
  inUse(name: string): UsedTemplate | undefined {
    const spec = this.find(name);
    if (!spec) return undefined;
    const used = this.overrides.inUse(name);
    const owner = this.ownerOf(name) as string;
    if (!used || this.store.peek(used.mjml) === undefined) return { ...spec, owner, version: null };
    return { ...spec, owner, subject: used.subject, mjml: used.mjml, version: used.version };
  }

  html(mjml: string): Promise<string | undefined> {
    return this.store.find(mjml);
  }

  /** With the uninstallation of their plugin its overrides are of nothing. */
  override forget(owner: string): Promise<void> {
    return this.overrides.forget(owner);
  }

  /** Overrides that others made were compiled by them. */
  private async loadOverrides(specs: readonly MailTemplate[]): Promise<void> {
    await this.overrides.load();
    for (const { name } of specs) {
      const used = this.overrides.inUse(name);
      if (used) await this.store.find(used.mjml);
    }
  }
}
