import { createHmac, hkdfSync } from 'node:crypto';
import type { OptionStore } from '../options/option-store.js';
import { equalTexts, sha256 } from './secrets.js';

/** What keys are derived for. Each purpose has its own, so that one use says nothing of another. */
export type KeyPurpose = 'login-cookie' | 'nonce' | 'jwt' | 'fingerprint' | (string & {});

const FINGERPRINT_OPTION = 'kp_secret_key_fingerprint';

/** The site's secret keys, newest first: the first signs, all verify. */
export class SecretKeys {
  private readonly derived = new Map<string, readonly Buffer[]>();

  constructor(private readonly keys: readonly string[]) {
    if (keys.length === 0) throw new Error('SECRET_KEY is empty');
  }

  /** 32 bytes a key, newest first. */
  derive(purpose: KeyPurpose): readonly Buffer[] {
    const kept = this.derived.get(purpose);
    if (kept) return kept;
    const made = this.keys.map((key) => Buffer.from(hkdfSync('sha256', key, 'koapress', purpose, 32)));
    this.derived.set(purpose, made);
    return made;
  }

  newest(purpose: KeyPurpose): Buffer {
    return this.derive(purpose)[0] as Buffer;
  }

  sign(purpose: KeyPurpose, text: string): string {
    return mac(this.newest(purpose), text);
  }

  verifies(purpose: KeyPurpose, text: string, signature: string): boolean {
    return this.derive(purpose).some((key) => equalTexts(mac(key, text), signature));
  }

  /**
   * Refuses a node whose keys are not those the database was made with: it could read nothing signed by the others.
   * A newer key in front becomes the one the database knows.
   */
  async assertMatch(options: OptionStore): Promise<void> {
    const own = this.derive('fingerprint').map((key) => sha256(key.toString('hex')).slice(0, 32));
    const known = await options.get<string>(FINGERPRINT_OPTION);
    if (known !== undefined && !own.includes(known)) {
      throw new Error(
        'SECRET_KEY: none of the keys is the one this database was made with. Give that key too (newest,old), ' +
          `or delete the row ${FINGERPRINT_OPTION} of the table kp_options to give up all sessions and tokens.`,
      );
    }
    if (known !== own[0]) await options.set(FINGERPRINT_OPTION, own[0], { secret: true });
  }
}

function mac(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}
