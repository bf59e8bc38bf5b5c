import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { SecretKeys } from './secret-keys.js';

/** What a login cookie says, once its signature has been checked. */
export interface LoginCookieContent {
  readonly login: string;
  readonly expires: Date;
  readonly token: string;
}

/** `login|expiration|token|hmac`, as WordPress writes it. */
export class LoginCookie {
  /** `wordpress_logged_in_<md5 of the site's address>` */
  readonly name: string;
  /** What its siblings end in: `wordpress_<hash>`. */
  readonly hash: string;

  constructor(
    siteUrl: string,
    private readonly keys: SecretKeys,
    private readonly clock: Clock,
  ) {
    this.hash = createHash('md5').update(siteUrl).digest('hex');
    this.name = `wordpress_logged_in_${this.hash}`;
  }

  /** Before URL encoding. */
  write({ login, expires, token }: LoginCookieContent): string {
    const signed = `${login}|${Math.floor(expires.getTime() / 1000)}|${token}`;
    return `${signed}|${this.keys.sign('login-cookie', signed)}`;
  }

  /** The value as it stood in the header. Undefined: broken, forged or expired. */
  read(value: string): LoginCookieContent | undefined {
    const parts = decoded(value).split('|');
    if (parts.length !== 4) return undefined;
    const [login, expiration, token, signature] = parts as [string, string, string, string];
    if (!this.keys.verifies('login-cookie', `${login}|${expiration}|${token}`, signature)) return undefined;
    const expires = new Date(Number(expiration) * 1000);
    return expires > this.clock.now() ? { login, expires, token } : undefined;
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
