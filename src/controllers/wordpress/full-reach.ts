import { type Principal, ProblemError } from '#host';
import type { ApplicationPasswords } from '../../auth/application-passwords.js';

/**
 * Passwords open all that their owner reaches, so a credential that was cut down to a few scopes must not make or
 * change one, its owner's or another's: it could give itself a better one.
 */
export class FullReach {
  constructor(private readonly passwords: ApplicationPasswords) {}

  /** True for sessions and access tokens, and for application passwords that were given all of their owner's reach. */
  async has({ credential, userId }: Principal): Promise<boolean> {
    if (credential.kind === 'session' || credential.kind === 'jwt') return true;
    if (credential.kind !== 'application-password' || userId === null) return false;
    return (await this.passwords.get(userId, credential.id)).scopes === null;
  }

  async assert(principal: Principal, reason: string): Promise<void> {
    if (principal.siteScopes.has('*') || (await this.has(principal))) return;
    const message = 'A credential with limited scopes cannot change what accounts are opened with.';
    throw new ProblemError('forbidden', message, { reason });
  }
}
