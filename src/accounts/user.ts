import { siteTable } from '../database/database.js';
import type { Person } from './accounts.js';

/** Somebody who can sign in. Never holds the password's hash. */
export interface User extends Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly nickname: string;
  /** Unique, for addresses. */
  readonly slug: string;
  readonly url: string;
  readonly description: string;
  readonly locale: string;
  /** Null: nothing of the site is theirs to change. */
  readonly siteRole: string | null;
  readonly defaultOrgId: number | null;
  /** `persisted_preferences` and what else clients keep. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly registeredAt: Date;
  readonly updatedAt: Date;
}

export interface UserRow extends User {
  readonly loginKey: string;
  readonly emailKey: string;
  readonly nameKey: string;
  /** Null: no password opens this account. */
  readonly passwordHash: string | null;
}

export const users = siteTable<UserRow>('kp_users', {
  json: ['meta'],
  instants: ['registeredAt', 'updatedAt'],
});

/** What others may know of the row: without keys and hash. */
export function userOf({ loginKey, emailKey, nameKey, passwordHash, ...user }: UserRow): User {
  return user;
}

export interface UserProfile {
  readonly email?: string;
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly nickname?: string;
  readonly slug?: string;
  readonly url?: string;
  readonly description?: string;
  readonly locale?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface NewUser extends UserProfile {
  readonly login: string;
  readonly email: string;
  /** Null: none opens the account until a link has given it one. */
  readonly password: string | null;
  /** Default: none. */
  readonly siteRole?: string | null;
  /** The organisation they join, and as what. Default: the actor's, as `viewer`; null: none. */
  readonly membership?: { readonly orgId: number; readonly role: string } | null;
}

/** Makes what is stored of a password. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
}
