import { type Principal, ProblemError, reaches } from '#host';
import type { ApplicationPasswords } from '../../auth/application-passwords.js';

/**
 * Changing one's own account needs no scope, so a credential that was cut down to a few must not do it: it could give
 * itself a better one.
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
    if (reaches(principal, 'users:write', 'site') || (await this.has(principal))) return;
    const message = 'A credential with limited scopes cannot change the account that it belongs to.';
    throw new ProblemError('forbidden', message, { reason });
  }
}
