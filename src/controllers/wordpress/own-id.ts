import { type HostRequest, ProblemError, principalOf } from '#host';
import type { UserRef } from './user-parameters.js';

/** Who is asking. A key that belongs to no user is nobody here. */
export function ownId(request: HostRequest): number {
  const { userId } = principalOf(request);
  if (userId !== null) return userId;
  throw new ProblemError('unauthenticated', 'You are not currently logged in.', {
    reason: 'rest_not_logged_in',
  });
}

export function idOf(request: HostRequest, user: UserRef): number {
  return user === 'me' ? ownId(request) : Number(user);
}
