import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** What a room keeps of a text, in whatever order it packs it. */
export interface Encrypted {
  readonly nonce: Buffer;
  readonly hidden: Buffer;
  readonly tag: Buffer;
}

/** AES-256-GCM with a random 96-bit nonce. What comes of it opens only with the same `place`. */
export function encrypt(key: Buffer, text: string, place: string): Encrypted {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { nonce, hidden, tag: cipher.getAuthTag() };
}

/** Throws for another key, another place, and what was changed or cut. */
export function decrypt(key: Buffer, { nonce, hidden, tag }: Encrypted, place: string): string {
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
}

/** Nonce, ciphertext, tag. */
export function pack({ nonce, hidden, tag }: Encrypted): Buffer {
  return Buffer.concat([nonce, hidden, tag]);
}

export function unpack(bytes: Buffer): Encrypted {
  return {
    nonce: bytes.subarray(0, NONCE_BYTES),
    hidden: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}
