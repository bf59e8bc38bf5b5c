import { createHmac, hkdfSync } from 'node:crypto';
import { decrypt, encrypt, pack, unpack } from '../../vault/aes-gcm.js';
import type { KeyedRequest } from './keyed-request.js';

/** The key is of this request alone: there is nowhere else to open what it closed. */
const PLACE = '';

/**
 * Closes what is kept of a request under a key made of its Idempotency-Key and the site's secret. Every outcome, and
 * not only values marked secret: a mark can be forgotten, also by a plugin, and sealing costs less than a statement.
 * The fingerprint is keyed as well: a plain hash of a body that holds a password could be tried word by word.
 */
export class Seal {
  /** Each has one for each of the site's keys, newest first. */
  private constructor(
    private readonly keys: readonly Buffer[],
    private readonly prints: readonly string[],
  ) {}

  static of(request: KeyedRequest, siteKeys: readonly Buffer[]): Seal {
    const derive = (salt: Buffer, purpose: string) =>
      Buffer.from(
        hkdfSync('sha256', Buffer.from(request.key, 'latin1'), salt, `${purpose} ${request.id}`, 32),
      );
    const print = (key: Buffer) => createHmac('sha256', key).update(request.content).digest('hex');
    return new Seal(
      siteKeys.map((key) => derive(key, 'outcome')),
      siteKeys.map((key) => print(derive(key, 'fingerprint'))),
    );
  }

  /** Of what was sent: 64 hexadecimal digits. */
  get fingerprint(): string {
    return this.prints[0] as string;
  }

  /** Whether this is the fingerprint of the same content. */
  matches(fingerprint: string): boolean {
    return this.prints.includes(fingerprint);
  }

  close(text: string): string {
    return pack(encrypt(this.keys[0] as Buffer, text, PLACE)).toString('base64');
  }

  /** Throws for what was not closed under any of the keys. */
  open(sealed: string): string {
    const encrypted = unpack(Buffer.from(sealed, 'base64'));
    let failure: unknown;
    for (const key of this.keys) {
      try {
        return decrypt(key, encrypted, PLACE);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}
