import jwt from 'jsonwebtoken';
import type { Clock } from '../clock.js';
import type { SecretKeys } from './secret-keys.js';
import { sha256 } from './secrets.js';

const ISSUER = 'koapress';

/** What an access token says: whose it is, and of which session. */
export interface AccessClaims {
  readonly userPublicId: string;
  readonly sessionPublicId: string;
  /** In milliseconds. */
  readonly endsAt: number;
}

/** Writes and reads access tokens. HS256 alone; the key id says which of the site's keys signed. */
export class JwtSigner {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly newest: string;

  constructor(
    secretKeys: SecretKeys,
    private readonly clock: Clock,
    private readonly audience: string,
  ) {
    this.keys = new Map(
      secretKeys.derive('jwt').map((key) => [sha256(key.toString('hex')).slice(0, 8), key]),
    );
    this.newest = this.keys.keys().next().value as string;
  }

  sign(claims: Omit<AccessClaims, 'endsAt'>, lifetimeSeconds: number): string {
    const iat = this.seconds();
    return jwt.sign(
      { sid: claims.sessionPublicId, iat, exp: iat + lifetimeSeconds },
      this.key(this.newest) as Buffer,
      {
        algorithm: 'HS256',
        keyid: this.newest,
        subject: claims.userPublicId,
        issuer: ISSUER,
        audience: this.audience,
      },
    );
  }

  /** Undefined: not ours, changed, or over. */
  verify(token: string): AccessClaims | undefined {
    const key = this.key(keyId(token));
    if (!key) return undefined;
    try {
      const options = { algorithms: ['HS256' as const], issuer: ISSUER, audience: this.audience };
      const claims = jwt.verify(token, key, { ...options, clockTimestamp: this.seconds() });
      if (typeof claims === 'string' || !claims.sub || !claims.exp || typeof claims.sid !== 'string')
        return undefined;
      return { userPublicId: claims.sub, sessionPublicId: claims.sid, endsAt: claims.exp * 1000 };
    } catch {
      return undefined;
    }
  }

  private key(id: string | undefined): Buffer | undefined {
    return id === undefined ? undefined : this.keys.get(id);
  }

  private seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function keyId(token: string): string | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header.kid;
  } catch {
    return undefined;
  }
}
