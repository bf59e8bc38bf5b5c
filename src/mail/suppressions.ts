import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import { addressKey, readAddress } from './addresses.js';

/** An address that takes no mail of this site. */
export interface Suppression {
  readonly id: number;
  readonly addressKey: string;
  readonly address: string;
  readonly reason: string;
  /** The mail that was refused; null: somebody put it on the list. */
  readonly mailId: string | null;
  readonly createdAt: Date;
}

const TABLE = siteTable<Suppression>('kp_mail_suppressions', { instants: ['createdAt'] });
const LONGEST_REASON = 500;

/** Addresses that refused a mail for good: going on would make the site look like one that sends to anybody. */
export class Suppressions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Newest first. */
  list(page: number, perPage: number): Promise<Page<Suppression>> {
    return this.db.site(TABLE).page({ sort: ['createdAt', 'desc'], window: { kind: 'page', page, perPage } });
  }

  /** Keys of those that are on the list. */
  async among(keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const found = await this.db.site(TABLE).whereIn('addressKey', keys).all();
    return new Set(found.map((row) => row.addressKey));
  }

  /** A mail server refused it; the first reason stays. Joins the transaction in progress. */
  async refused(address: string, reason: string, mailId: string): Promise<void> {
    await againOnDuplicate(this.db, () => this.put(address, reason, mailId));
  }

  async add(actor: Principal, text: string, reason: string): Promise<Suppression> {
    const { address } = readAddress(text, 'address');
    return againOnDuplicate(this.db, async () => {
      const before = await this.find(address);
      if (before) return before;
      await this.put(address, reason, null);
      await this.record(actor, 'mail.suppression_added', address);
      return (await this.find(address)) as Suppression;
    });
  }

  async remove(actor: Principal, id: number): Promise<Suppression> {
    return this.db.transaction(async () => {
      const found = await this.get(id);
      await this.db.site(TABLE).where({ id }).delete();
      await this.record(actor, 'mail.suppression_removed', found.address);
      return found;
    });
  }

  async get(id: number): Promise<Suppression> {
    const found = await this.db.site(TABLE).where({ id }).first();
    if (found) return found;
    throw new ProblemError('not_found', 'This address is not on the list', { data: { id } });
  }

  find(address: string): Promise<Suppression | undefined> {
    return this.db
      .site(TABLE)
      .where({ addressKey: addressKey(address) })
      .first();
  }

  private async put(address: string, reason: string, mailId: string | null): Promise<void> {
    if (await this.find(address)) return;
    await this.db.site(TABLE).insert({
      addressKey: addressKey(address),
      address,
      reason: reason.slice(0, LONGEST_REASON),
      mailId,
      createdAt: this.clock.now(),
    });
  }

  private async record(actor: Principal, action: string, address: string): Promise<void> {
    await this.audit.record(actor, { action, entityType: 'mail_suppression', entityId: addressKey(address) });
  }
}
