import type { Clock } from '../../clock.js';
import { againOnDuplicate } from '../../database/again-on-duplicate.js';
import { type Database, siteTable } from '../../database/database.js';
import type { CredentialCache } from '../credential-cache.js';
import { sha256 } from '../secrets.js';

/** What the authorisation server says of one of its records; it alone knows what is in it. */
export interface OAuthPayload extends Readonly<Record<string, unknown>> {
  readonly jti?: string;
  readonly uid?: string;
  readonly grantId?: string;
  readonly clientId?: string;
  readonly accountId?: string;
}

interface RecordRow {
  /** SHA-256 of the token, code or id, which itself is never kept. */
  readonly hash: string;
  /** `AccessToken`, `RefreshToken`, `Grant`… */
  readonly kind: string;
  readonly grantHash: string | null;
  readonly uidHash: string | null;
  readonly clientId: string | null;
  /** Public id of the user. */
  readonly account: string | null;
  /** Of a grant: the organisation that its tokens act in. */
  readonly actsIn: number | null;
  readonly payload: OAuthPayload;
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

const records = siteTable<RecordRow>('kp_oauth_records', {
  key: 'hash',
  json: ['payload'],
  instants: ['usedAt', 'expiresAt'],
});

/** What verified tokens hang on: others keep them in memory. */
const BELIEVED: ReadonlySet<string> = new Set(['AccessToken', 'ClientCredentials', 'Grant']);

/** Tokens, codes, grants and what is under way, for all nodes. */
export class OAuthRecords {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly cache: CredentialCache,
  ) {}

  async save(kind: string, id: string, { jti, ...payload }: OAuthPayload, seconds: number): Promise<void> {
    const row = {
      kind,
      grantHash: hashed(payload.grantId),
      uidHash: hashed(payload.uid),
      clientId: payload.clientId ?? null,
      account: payload.accountId ?? null,
      payload,
      expiresAt: new Date(this.clock.now().getTime() + seconds * 1000),
    };
    const hash = sha256(id);
    await againOnDuplicate(this.db, async () => {
      const rows = this.db.site(records);
      if ((await rows.where({ hash, kind }).update(row)) === 0) await rows.insert({ hash, ...row });
    });
  }

  async find(
    kind: string,
    id: string,
  ): Promise<{ readonly payload: OAuthPayload; readonly usedAt: Date | null } | undefined> {
    const row = await this.db
      .site(records)
      .where({ hash: sha256(id), kind })
      .first();
    return row && { payload: { ...row.payload, jti: id }, usedAt: row.usedAt };
  }

  async findByUid(kind: string, uid: string): Promise<OAuthPayload | undefined> {
    return (
      await this.db
        .site(records)
        .where({ uidHash: sha256(uid), kind })
        .first()
    )?.payload;
  }

  /** False: somebody else was first. Of many at once one alone succeeds, on whichever node. */
  async use(kind: string, id: string): Promise<boolean> {
    const unused = this.db.site(records).where({ hash: sha256(id), kind, usedAt: null });
    return (await unused.update({ usedAt: this.clock.now() })) > 0;
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.delete(kind, { hash: sha256(id), kind });
  }

  /** Those of this kind that follow from a grant. */
  async removeGranted(kind: string, grantId: string): Promise<void> {
    await this.delete(kind, { grantHash: sha256(grantId), kind });
  }

  /** In the transaction that removes the client. */
  async removeClient(clientId: string): Promise<void> {
    await this.db.site(records).where({ clientId }).delete();
  }

  /** The user is being deleted, or has another password: who got in with the old one may have said yes to a program. */
  async removeAccount(account: string): Promise<void> {
    await this.db.site(records).where({ account }).delete();
  }

  /** Says where the tokens of a grant act. */
  async actIn(grantId: string, orgId: number): Promise<void> {
    await this.db
      .site(records)
      .where({ hash: sha256(grantId), kind: 'Grant' })
      .update({ actsIn: orgId });
  }

  async cleanUp(): Promise<void> {
    await this.db.site(records).compare('expiresAt', '<', this.clock.now()).delete();
  }

  private async delete(kind: string, match: Partial<RecordRow>): Promise<void> {
    await this.db.transaction(async () => {
      const count = await this.db.site(records).where(match).delete();
      if (count > 0 && BELIEVED.has(kind)) await this.cache.changed();
    });
  }
}

function hashed(id: string | undefined): string | null {
  return id === undefined ? null : sha256(id);
}
