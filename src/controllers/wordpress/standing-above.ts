import { type Principal, ProblemError } from '#host';
import type { User } from '../../accounts/user.js';

/**
 * Whoever holds a role in the site is changed by those alone who reach everything: else the right to change users
 * would be the right to become any of them.
 */
export function refuseAbove(actor: Principal, user: User, reason: string): void {
  if (actor.userId === user.id || user.siteRole === null || actor.siteScopes.has('*')) return;
  throw new ProblemError('forbidden', 'You are not allowed to change this user.', { reason });
}
