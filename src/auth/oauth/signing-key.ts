import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { HostDatabase } from '../../database/host-database.js';
import type { Secrets } from '../../vault/secrets.js';

/** A private key as JSON Web Keys write it. */
export type SigningKey = Readonly<Record<string, string>>;

const NAME = 'signing-key';

/** The site's ES256 key: made once, by whichever node comes first, and the same on all. */
export async function signingKey(db: HostDatabase, secrets: Secrets): Promise<SigningKey> {
  const kept = await secrets.get(null, NAME);
  if (kept !== undefined) return JSON.parse(kept) as SigningKey;
  return db.locks.hold('oauth-signing-key', async () => {
    const others = await secrets.get(null, NAME);
    if (others !== undefined) return JSON.parse(others) as SigningKey;
    const made = newKey();
    await secrets.put(null, NAME, JSON.stringify(made));
    return made;
  });
}

function newKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as SigningKey;
  return { ...jwk, kid: randomUUID(), use: 'sig', alg: 'ES256' };
}
