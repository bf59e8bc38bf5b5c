import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import type { Revisions } from '../nodes/revisions.js';

/** One version of what administrators made of a template. */
export interface Override {
  readonly id: number;
  readonly template: string;
  /** From 1. */
  readonly version: number;
  readonly subject: string;
  readonly mjml: string;
  readonly inUse: boolean;
  readonly author: string;
  readonly createdAt: Date;
}

const TABLE = siteTable<Override>('kp_mail_overrides', { booleans: ['inUse'], instants: ['createdAt'] });

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly revisions: Pick<Revisions, 'bump'>;
}

/** Versions by template. Those in use are kept in memory, since mails are made inside transactions. */
export class Overrides {
  private used: ReadonlyMap<string, Override> = new Map();

  constructor(private readonly needs: Needs) {}

  /** What is in use now; at start, and after somebody has changed it. */
  async load(): Promise<void> {
    const rows = await this.needs.db.site(TABLE).where({ inUse: true }).all();
    this.used = new Map(rows.map((row) => [row.template, row]));
  }

  inUse(template: string): Override | undefined {
    return this.used.get(template);
  }

  /** Newest first. */
  versions(template: string): Promise<Override[]> {
    return this.needs.db.site(TABLE).where({ template }).orderBy('version', 'desc').all();
  }

  async get(template: string, version: number): Promise<Override> {
    const found = await this.needs.db.site(TABLE).where({ template, version }).first();
    if (found) return found;
    throw new ProblemError('not_found', 'No such version of this mail template', {
      data: { template, version },
    });
  }

  /** A new version, in use at once. */
  async add(actor: Principal, template: string, text: { subject: string; mjml: string }): Promise<Override> {
    const { clock, db } = this.needs;
    return againOnDuplicate(db, async () => {
      const [last] = await this.versions(template);
      const version = (last?.version ?? 0) + 1;
      await this.useNone(template);
      const row = { template, version, ...text, inUse: true, author: actor.name, createdAt: clock.now() };
      await db.site(TABLE).insert(row);
      await this.changed(actor, template, 'mail_template.changed', { version });
      return this.get(template, version);
    });
  }

  /** Puts an earlier version into use again; null: the plugin's own. The versions stay. */
  async use(actor: Principal, template: string, version: number | null): Promise<void> {
    const { db } = this.needs;
    await db.transaction(async () => {
      if (version !== null) await this.get(template, version);
      await this.useNone(template);
      if (version !== null) await db.site(TABLE).where({ template, version }).update({ inUse: true });
      await this.changed(actor, template, 'mail_template.version_used', { version });
    });
  }

  async remove(actor: Principal, template: string, version: number): Promise<void> {
    const { db } = this.needs;
    await db.transaction(async () => {
      const { inUse } = await this.get(template, version);
      if (inUse) {
        const cure = 'put another one, or none, into use first';
        throw new ProblemError('conflict', `This version is in use: ${cure}`, { data: { version } });
      }
      await db.site(TABLE).where({ template, version }).delete();
      await this.changed(actor, template, 'mail_template.version_deleted', { version });
    });
  }

  /** For the uninstallation of the plugin that owns these templates. */
  async forget(owner: string): Promise<void> {
    const rows = this.needs.db.site(TABLE).compare('template', '>=', `${owner}.`);
    await rows.compare('template', '<', `${owner}/`).delete();
  }

  private async useNone(template: string): Promise<void> {
    await this.needs.db.site(TABLE).where({ template, inUse: true }).update({ inUse: false });
  }

  private async changed(
    actor: Principal,
    template: string,
    action: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.needs.revisions.bump('mail-templates');
    const entry = { action, entityType: 'mail_template', entityId: template, changes };
    await this.needs.audit.record(actor, entry);
  }
}
