import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';
import { type Cipher, Unreadable } from './cipher.js';
import type { SealedColumn } from './sealed-columns.js';
import type { Secrets } from './secrets.js';

export interface SecretRow {
  readonly id: number;
  readonly owner: string;
  /** 0: of the site. */
  readonly orgId: number;
  readonly name: string;
  readonly keyId: string;
  readonly sealed: string;
  readonly updatedAt: Date;
}

export const secretRows = siteTable<SecretRow>('kp_secrets', { instants: ['updatedAt'] });

/** The vault's own table, as rotation and the doctor walk it. */
export const SECRET_COLUMN: SealedColumn = {
  table: 'kp_secrets',
  column: 'sealed',
  needs: ['owner', 'org_id', 'name'],
  keyColumn: 'key_id',
  context: ({ owner, org_id, name }) => secretContext(String(owner), Number(org_id), String(name)),
  label: ({ owner, org_id, name }) =>
    `${owner}/${name} of ${Number(org_id) ? `organisation ${org_id}` : 'the site'}`,
};

const LONGEST_NAME = 191;
const LARGEST_VALUE = 65_536;

/** What one room or plugin keeps in the vault. */
export class OwnedSecrets implements Secrets {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly cipher: Cipher,
    private readonly owner: string,
  ) {}

  async put(orgId: number | null, name: string, value: string): Promise<void> {
    const match = this.match(orgId, name);
    assertFits('value', Buffer.byteLength(value) <= LARGEST_VALUE, 'must be at most 64 KiB');
    const sealed = this.cipher.seal(value, secretContext(match.owner, match.orgId, name));
    const row = { keyId: this.cipher.activeKeyId, sealed, updatedAt: this.clock.now() };
    await againOnDuplicate(this.db, async () => {
      const rows = this.db.site(secretRows);
      if ((await rows.where(match).update(row)) === 0) await rows.insert({ ...match, ...row });
    });
  }

  async get(orgId: number | null, name: string): Promise<string | undefined> {
    const match = this.match(orgId, name);
    const row = await this.db.site(secretRows).where(match).first();
    if (!row) return undefined;
    try {
      return this.cipher.open(row.sealed, secretContext(match.owner, match.orgId, name));
    } catch (cause) {
      throw notReadable(`The secret ${this.owner}/${name}`, cause);
    }
  }

  /** Also of one that cannot be read. */
  async has(orgId: number | null, name: string): Promise<boolean> {
    return (await this.db.site(secretRows).where(this.match(orgId, name)).first()) !== undefined;
  }

  async delete(orgId: number | null, name: string): Promise<void> {
    await this.db.site(secretRows).where(this.match(orgId, name)).delete();
  }

  private match(orgId: number | null, name: string) {
    assertFits('name', name !== '' && name.length <= LONGEST_NAME, `must be 1 to ${LONGEST_NAME} characters`);
    return { owner: this.owner, orgId: orgId ?? 0, name };
  }
}

/** For callers, who can do nothing about it; the operator finds the cure by `koapress vault doctor`. */
export function notReadable(what: string, cause: unknown): unknown {
  if (!(cause instanceof Unreadable)) return cause;
  return new ProblemError('unavailable', `${what} cannot be read: ${cause.message}`, { cause });
}

function secretContext(owner: string, orgId: number, name: string): string {
  return JSON.stringify(['secret', owner, orgId, name]);
}

function assertFits(field: string, fits: boolean, rule: string): void {
  if (fits) return;
  const message = `${field} of a secret ${rule}`;
  throw new ProblemError('invalid', message, { details: [{ field, message, rule: 'max_length' }] });
}
