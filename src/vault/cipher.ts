import { createHash } from 'node:crypto';
import { decrypt, encrypt, NONCE_BYTES, pack, TAG_BYTES, unpack } from './aes-gcm.js';

const SHAPE = /^v1\.([0-9a-f]{12})\.([A-Za-z0-9_-]+)$/;

/** Why a text cannot be read. Names the key, never what is inside. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(
    readonly reason: 'key_missing' | 'damaged',
    /** Undefined when the text is not even of the right shape. */
    readonly keyId: string | undefined,
  ) {
    super(
      reason === 'key_missing'
        ? `the key ${keyId} is not among those of SECRET_KEY`
        : 'it was changed, cut, or moved from elsewhere',
    );
  }
}

/**
 * A sealed text names its key: `v1.<key id>.<nonce, ciphertext, tag>`.
 * It opens only with the same `place`, so that nobody can move it to another row.
 */
export class Cipher {
  /** By key id, in the order given: newest first. */
  private readonly keys: ReadonlyMap<string, Buffer>;
  readonly activeKeyId: string;

  constructor(keys: readonly Buffer[]) {
    this.keys = new Map(keys.map((key) => [keyIdOf(key), key]));
    const [first] = this.keys.keys();
    if (first === undefined) throw new Error('The vault has no key');
    this.activeKeyId = first;
  }

  knows(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** Whether a rotation would leave it as it is. */
  isUnderActiveKey(sealed: string): boolean {
    return sealed.startsWith(this.newest);
  }

  seal(text: string, place: string): string {
    const all = pack(encrypt(this.key(this.activeKeyId), text, place));
    return this.newest + all.toString('base64url');
  }

  /** Throws `Unreadable`. */
  open(sealed: string, place: string): string {
    const [, keyId, packed] = SHAPE.exec(sealed) ?? [];
    if (keyId === undefined || packed === undefined) throw new Unreadable('damaged', undefined);
    const key = this.key(keyId);
    const all = Buffer.from(packed, 'base64url');
    if (all.length < NONCE_BYTES + TAG_BYTES) throw new Unreadable('damaged', keyId);
    try {
      return decrypt(key, unpack(all), place);
    } catch {
      throw new Unreadable('damaged', keyId);
    }
  }

  /** What is sealed now begins so. */
  private get newest(): string {
    return `v1.${this.activeKeyId}.`;
  }

  private key(keyId: string): Buffer {
    const key = this.keys.get(keyId);
    if (!key) throw new Unreadable('key_missing', keyId);
    return key;
  }
}

/** A short fingerprint: tells keys apart and says nothing of them. */
function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('koapress vault key').update(key).digest('hex').slice(0, 12);
}
