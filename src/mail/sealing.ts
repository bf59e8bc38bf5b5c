import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What may stand in the database only until a mail has left: encrypted with the newest of the keys. */
export class Sealing {
  /** 32 bytes each, newest first. */
  constructor(private readonly keys: readonly Buffer[]) {}

  /** `about`: what it belongs to; it opens nowhere else. */
  seal(text: string, about: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.keys[0] as Buffer, iv).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Undefined: sealed with a key that is not there any more. */
  open(sealed: string, about: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    for (const key of this.keys) {
      try {
        return opened(bytes, key, about);
      } catch {
        // Another key's, then.
      }
    }
    return undefined;
  }
}

function opened(bytes: Buffer, key: Buffer, about: string): string {
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
  const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
