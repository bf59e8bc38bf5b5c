import { sortKey } from '../database/folded.js';
import { newPublicId } from '../public-id.js';
import { normalized } from './normalized.js';
import type { NewUser, User, UserProfile, UserRow } from './user.js';

/** The row of somebody new, with everything that was left open filled in. */
export function newUserRow(
  input: NewUser,
  made: { passwordHash: string | null; slug: string; now: Date; orgId: number | null },
): Omit<UserRow, 'id'> {
  const name = input.name || [input.firstName, input.lastName].filter(Boolean).join(' ') || input.login;
  return {
    publicId: newPublicId(),
    login: input.login,
    loginKey: normalized(input.login),
    email: input.email,
    emailKey: normalized(input.email),
    passwordHash: made.passwordHash,
    name,
    nameKey: sortKey(name, 191),
    firstName: input.firstName ?? '',
    lastName: input.lastName ?? '',
    nickname: input.nickname ?? input.login,
    slug: made.slug,
    url: input.url ?? '',
    description: input.description ?? '',
    locale: input.locale ?? '',
    siteRole: input.siteRole ?? null,
    defaultOrgId: made.orgId,
    meta: input.meta ?? {},
    registeredAt: made.now,
    updatedAt: made.now,
  };
}

/** `{ field: [before, after] }` of what the profile changes, for the audit log. */
export function differences(before: User, profile: UserProfile): Record<string, unknown> {
  const changed = Object.entries(profile).filter(
    ([key, value]) =>
      value !== undefined && JSON.stringify(value) !== JSON.stringify(before[key as keyof User]),
  );
  return Object.fromEntries(changed.map(([key, value]) => [key, [before[key as keyof User], value]]));
}
