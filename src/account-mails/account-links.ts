import { randomText, sha256 } from '../auth/secrets.js';
import type { Clock } from '../clock.js';
import { type Database, siteTable } from '../database/database.js';

/** What a link is for. Both end in a new password. */
export type LinkPurpose = 'invitation' | 'reset';

interface LinkRow {
  readonly id: number;
  readonly tokenHash: string;
  readonly userId: number;
  readonly purpose: LinkPurpose;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface MadeLink {
  /** Goes into the mail and nowhere else. */
  readonly address: string;
  readonly expiresAt: Date;
}

const TABLE = siteTable<LinkRow>('kp_account_links', { instants: ['createdAt', 'expiresAt'] });
const HOUR_MS = 3_600_000;
const LIFETIME_MS: Readonly<Record<LinkPurpose, number>> = { reset: HOUR_MS, invitation: 7 * 24 * HOUR_MS };
const TOKEN = /^[A-Za-z0-9]{43}$/;

/** Links that open an account once. */
export class AccountLinks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly siteUrl: string,
  ) {}

  /** A new one ends those before it. Joins the transaction in progress. */
  async make(user: { readonly id: number; readonly login: string }, purpose: LinkPurpose): Promise<MadeLink> {
    const token = randomText(43);
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS[purpose]);
    await this.end(user.id);
    const row = { tokenHash: sha256(token), userId: user.id, purpose, createdAt, expiresAt };
    await this.db.site(TABLE).insert(row);
    return { address: this.address(token, user.login), expiresAt };
  }

  /** Whose account it opens; undefined: wrong, used or expired. Looking uses nothing up. */
  async userOf(token: string): Promise<number | undefined> {
    return TOKEN.test(token) ? (await this.live(token).first())?.userId : undefined;
  }

  /** True once. Joins the transaction in progress. */
  async use(token: string): Promise<boolean> {
    return (await this.live(token).delete()) > 0;
  }

  /** All of a user's. */
  async end(userId: number): Promise<void> {
    await this.db.site(TABLE).where({ userId }).delete();
  }

  async cleanUp(): Promise<void> {
    await this.db.site(TABLE).compare('expiresAt', '<', this.clock.now()).delete();
  }

  private live(token: string) {
    const rows = this.db.site(TABLE).where({ tokenHash: sha256(token) });
    return rows.compare('expiresAt', '>', this.clock.now());
  }

  private address(token: string, login: string): string {
    const query = new URLSearchParams({ action: 'rp', key: token, login });
    return `${this.siteUrl}/wp-login.php?${query}`;
  }
}
