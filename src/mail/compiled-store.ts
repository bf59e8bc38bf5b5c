import { readFileSync } from 'node:fs';
import { sha256 } from '../auth/secrets.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';

interface CompiledRow {
  readonly hash: string;
  readonly html: string;
  readonly createdAt: Date;
}

const TABLE = siteTable<CompiledRow>('kp_mail_compiled', { key: 'hash', instants: ['createdAt'] });
/** Greater when another MJML makes something else of the same source. */
const COMPILER = 'mjml5';

/** What the build has compiled of the host's own mails, so that a fresh site needs no MJML. */
const BUNDLED = new URL('../../mails.json', import.meta.url);

export function sourceHash(mjml: string): string {
  return sha256(`${COMPILER}\n${mjml}`);
}

/** Compiled mails by the hash of their source: in memory, and in the database for others and later starts. */
export class CompiledStore {
  private readonly known = new Map<string, string>(bundled());

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** From memory alone: for those inside a transaction. */
  peek(mjml: string): string | undefined {
    return this.known.get(sourceHash(mjml));
  }

  async find(mjml: string): Promise<string | undefined> {
    const hash = sourceHash(mjml);
    const kept = this.known.get(hash) ?? (await this.db.site(TABLE).where({ hash }).first())?.html;
    if (kept !== undefined) this.known.set(hash, kept);
    return kept;
  }

  async keep(mjml: string, html: string): Promise<void> {
    const row = { hash: sourceHash(mjml), html, created_at: this.clock.now() };
    await this.db.query('kp_mail_compiled').insert(row).onConflict('hash').ignore();
    this.known.set(row.hash, html);
  }
}

function bundled(): readonly (readonly [string, string])[] {
  try {
    return Object.entries(JSON.parse(readFileSync(BUNDLED, 'utf8')) as Record<string, string>);
  } catch {
    // A copy of the site without it compiles for itself.
    return [];
  }
}
