import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { OptionStore } from '../options/option-store.js';
import { Cipher } from './cipher.js';
import { type Examination, examine } from './examination.js';
import { notReadable, OwnedSecrets, SECRET_COLUMN, secretRows } from './owned-secrets.js';
import { type Rotated, rotate } from './rotation.js';
import type { SealedColumn } from './sealed-columns.js';

export interface VaultNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  /** Keys for AES-256, 32 bytes each, newest first: the first encrypts, all decrypt. */
  readonly keys: readonly Buffer[];
}

const ACTIVE_KEY_OPTION = 'kp_vault_active_key';

/** Secrets, encrypted in the database. */
export class Vault {
  private readonly cipher: Cipher;
  private readonly columns: SealedColumn[] = [SECRET_COLUMN];

  constructor(private readonly needs: VaultNeeds) {
    this.cipher = new Cipher(needs.keys);
  }

  /** Of one owner: a room of the host (`host.webhooks`) or a plugin. */
  owned(owner: string): OwnedSecrets {
    return new OwnedSecrets(this.needs.db, this.needs.clock, this.cipher, owner);
  }

  /** In the transaction of an uninstallation. */
  async deleteOwner(owner: string): Promise<void> {
    await this.needs.db.site(secretRows).where({ owner }).delete();
  }

  /**
   * For rooms that keep a secret in a row of their own: a text that opens with the same context only. The context
   * names the row: `mail_outbox/<public id>/data`. Tell `keeps` of the column if its rows stay longer than a day.
   */
  seal(text: string, context: string): string {
    return this.cipher.seal(text, context);
  }

  /** Throws `unavailable` with the reason when it cannot be read. */
  open(sealed: string, context: string): string {
    try {
      return this.cipher.open(sealed, context);
    } catch (cause) {
      throw notReadable('A sealed value', cause);
    }
  }

  /** A column of texts made by `seal`: rotation moves it to the newest key, and the doctor reads it. */
  keeps(column: SealedColumn): void {
    this.columns.push(column);
  }

  /** Puts everything under the newest key while the site runs; it may be interrupted, and run twice at once. */
  rotate(): Promise<Rotated> {
    return rotate(this.needs.db, this.cipher, this.columns);
  }

  /** Tries to read every row, and says of those that it cannot read why. */
  examine(): Promise<Examination> {
    return examine(this.needs.db, this.cipher, this.columns);
  }

  /**
   * Refuses a start without the key that encrypts: what it kept would be lost one failure at a time. A newer key in
   * front becomes the one that the database knows. After `SecretKeys.assertMatch`, which guards the signatures.
   */
  async assertActiveKey(options: OptionStore): Promise<void> {
    const known = await options.get<string>(ACTIVE_KEY_OPTION);
    if (known !== undefined && !this.cipher.knows(known)) await this.refuseWithout(known);
    if (known !== this.cipher.activeKeyId) await options.set(ACTIVE_KEY_OPTION, this.cipher.activeKeyId);
  }

  /** Rows of the vault by keys that are not there. One read of an index. */
  async underMissingKeys(): Promise<readonly { readonly keyId: string; readonly rows: number }[]> {
    const found = (await this.needs.db
      .query('kp_secrets')
      .select('key_id')
      .count({ rows: '*' })
      .groupBy('key_id')) as { key_id: string; rows: number }[];
    const counted = found.map(({ key_id: keyId, rows }) => ({ keyId, rows: Number(rows) }));
    return counted.filter(({ keyId }) => !this.cipher.knows(keyId));
  }

  private async refuseWithout(keyId: string): Promise<void> {
    const missing = (await this.underMissingKeys()).find((each) => each.keyId === keyId);
    if (!missing) return;
    throw new Error(
      `SECRET_KEY: ${missing.rows} secrets of the vault are encrypted with the key ${keyId}, which is not among ` +
        'the keys. Give that key too (newest,old); koapress vault rotate frees you of it afterwards. ' +
        `To give these secrets up, delete the row ${ACTIVE_KEY_OPTION} of the table kp_options.`,
    );
  }
}
