import { decrypt, type Encrypted, encrypt, NONCE_BYTES, TAG_BYTES } from '../vault/aes-gcm.js';

/** What may stand in the database only until a mail has left: encrypted with the newest of the keys. */
export class Sealing {
  /** 32 bytes each, newest first. */
  constructor(private readonly keys: readonly Buffer[]) {}

  /** `about`: what it belongs to; it opens nowhere else. */
  seal(text: string, about: string): string {
    const { nonce, tag, hidden } = encrypt(this.keys[0] as Buffer, text, about);
    return Buffer.concat([nonce, tag, hidden]).toString('base64');
  }

  /** Undefined: sealed with a key that is not there any more. */
  open(sealed: string, about: string): string | undefined {
    const encrypted = partsOf(Buffer.from(sealed, 'base64'));
    for (const key of this.keys) {
      try {
        return decrypt(key, encrypted, about);
      } catch {
        // Another key's, then.
      }
    }
    return undefined;
  }
}

function partsOf(bytes: Buffer): Encrypted {
  const start = NONCE_BYTES + TAG_BYTES;
  return {
    nonce: bytes.subarray(0, NONCE_BYTES),
    tag: bytes.subarray(NONCE_BYTES, start),
    hidden: bytes.subarray(start),
  };
}
