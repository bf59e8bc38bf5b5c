import type { Principal } from '../auth/principal.js';
import { ProblemError } from '../http/problem.js';
import type { CompiledStore } from './compiled-store.js';
import type { MailTemplate } from './mail.js';
import type { Outbox } from './outbox.js';
import type { Override, Overrides } from './overrides.js';
import { type Preview, preview } from './preview.js';
import { BadTemplate, makeReady } from './template-check.js';
import type { MailTemplates, UsedTemplate } from './templates.js';

interface Needs {
  readonly templates: MailTemplates;
  readonly overrides: Overrides;
  readonly store: CompiledStore;
  readonly outbox: Outbox;
}

/** What may be written in place of the plugin's own. */
export type TemplateText = Pick<MailTemplate, 'subject' | 'mjml'>;

/** Where administrators see mail templates, change them and try them out. */
export class TemplateDesk {
  constructor(private readonly needs: Needs) {}

  /** By name. */
  list(): readonly UsedTemplate[] {
    const names = this.needs.templates.list().map(({ spec }) => spec.name);
    return names.toSorted().map((name) => this.get(name));
  }

  get(name: string): UsedTemplate {
    const found = this.needs.templates.inUse(name);
    if (!found) throw new ProblemError('not_found', 'No such mail template', { data: { template: name } });
    return found;
  }

  /** Newest first. */
  versions(name: string): Promise<Override[]> {
    this.get(name);
    return this.needs.overrides.versions(name);
  }

  version(name: string, version: number): Promise<Override> {
    this.get(name);
    return this.needs.overrides.get(name, version);
  }

  /** A new version, in use from now on. What is left out is as it is now. */
  async change(actor: Principal, name: string, text: Partial<TemplateText>): Promise<Override> {
    const { overrides } = this.needs;
    const changed = await this.ready(this.changed(name, text));
    const made = await overrides.add(actor, name, changed);
    await overrides.load();
    return made;
  }

  /** An earlier version again, or the plugin's own (null). */
  async use(actor: Principal, name: string, version: number | null): Promise<UsedTemplate> {
    const { overrides } = this.needs;
    const before = this.get(name);
    if (version !== null) {
      const { subject, mjml } = await overrides.get(name, version);
      await this.ready({ ...before, subject, mjml });
    }
    await overrides.use(actor, name, version);
    await overrides.load();
    return this.get(name);
  }

  async remove(actor: Principal, name: string, version: number): Promise<Override> {
    const found = await this.version(name, version);
    await this.needs.overrides.remove(actor, name, version);
    return found;
  }

  /** Of what is in use, or of a draft. */
  preview(name: string, draft: Partial<TemplateText> = {}): Promise<Preview> {
    return inOwnWords(() => preview(this.changed(name, draft), this.needs.store));
  }

  /** With the sample values. Answers the mail's id. */
  sendTest(actor: Principal, name: string, to: string): Promise<string> {
    const { sample } = this.get(name);
    return this.needs.outbox.send(actor.orgId, { template: name, to, data: sample });
  }

  private changed(name: string, { subject, mjml }: Partial<TemplateText>): UsedTemplate {
    const before = this.get(name);
    return { ...before, subject: subject ?? before.subject, mjml: mjml ?? before.mjml };
  }

  private async ready(template: UsedTemplate): Promise<TemplateText> {
    await inOwnWords(() => makeReady([template], this.needs.store));
    return { subject: template.subject, mjml: template.mjml };
  }
}

/** What an administrator has written is an input like others. */
async function inOwnWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadTemplate)) throw error;
    const { field, fault } = error;
    const message = `${field}: ${fault}`;
    throw new ProblemError('invalid', message, { details: [{ field, rule: 'format', message }] });
  }
}
