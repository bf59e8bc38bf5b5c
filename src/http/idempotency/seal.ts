import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyedRequest } from './keyed-request.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Closes what is kept of a request under a key made of its Idempotency-Key and the site's secret. Every outcome, and
 * not only values marked secret: a mark can be forgotten, also by a plugin, and sealing costs less than a statement.
 * The fingerprint is keyed as well: a plain hash of a body that holds a password could be tried word by word.
 */
export class Seal {
  private constructor(
    /** One for each of the site's keys, newest first. */
    private readonly keys: readonly { readonly cipher: Buffer; readonly print: Buffer }[],
    private readonly request: KeyedRequest,
  ) {}

  static of(request: KeyedRequest, siteKeys: readonly Buffer[]): Seal {
    const derive = (salt: Buffer, purpose: string) =>
      Buffer.from(
        hkdfSync('sha256', Buffer.from(request.key, 'latin1'), salt, `${purpose} ${request.id}`, 32),
      );
    const keys = siteKeys.map((key) => ({
      cipher: derive(key, 'outcome'),
      print: derive(key, 'fingerprint'),
    }));
    return new Seal(keys, request);
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
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys[0]?.cipher as Buffer, iv);
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** Throws for what was not closed under any of the keys. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    let failure: unknown;
    for (const { cipher } of this.keys) {
      try {
        return opened(bytes, cipher);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  private get prints(): readonly string[] {
    return this.keys.map(({ print }) =>
      createHmac('sha256', print).update(this.request.content).digest('hex'),
    );
  }
}

function opened(bytes: Buffer, key: Buffer): string {
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
