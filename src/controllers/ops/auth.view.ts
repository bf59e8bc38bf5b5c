import { avatarUrl } from '../../accounts/avatar.js';
import type { User } from '../../accounts/user.js';
import type { TokenPair } from '../../auth/tokens.js';

/**
 * An e-mail address, or a login name.
 * @minLength 1
 * @maxLength 190
 */
export type SignInName = string;

/**
 * @minLength 1
 * @maxLength 1024
 */
export type SignInPassword = string;

/**
 * @minLength 1
 * @maxLength 200
 */
export type RefreshTokenText = string;

export interface LoginBody {
  email: SignInName;
  password: SignInPassword;
}

export interface ForgottenPasswordBody {
  email: SignInName;
}

export interface RefreshBody {
  refresh_token: RefreshTokenText;
}

export interface LogoutBody {
  /** True: every session of the user, in browsers too. Default: this one alone. */
  all_devices?: boolean;
}

/** What the caller is in the organisation: a manager and roles of one's own show as `member`. */
export type AccountRole = 'admin' | 'member' | 'viewer';

export interface AccountView {
  /**
   * 0 for an API key that belongs to no user.
   * @isInt
   */
  id: number;
  /** The login, or the name of such a key. */
  username: string;
  email: string;
  role: AccountRole;
  avatar_url: string;
  created_at: string;
}

export interface LoginAnswer {
  success: boolean;
  /** Access token, for `Authorization: Bearer`; good for a quarter of an hour. */
  token: string;
  /** For `POST /auth/refresh`; works once. */
  refresh_token: string;
  user: AccountView;
}

export interface LogoutData {
  success: boolean;
}

/** There is nothing to say beside the data. */
// biome-ignore lint/suspicious/noEmptyInterface: the contract has the field and names nothing in it
export interface LogoutMeta {}

/** The reference shows an envelope with an empty part here. */
export interface LogoutAnswer {
  data: LogoutData;
  meta: LogoutMeta;
}

export function accountView(user: User, role: AccountRole): AccountView {
  const { id, login: username, email, registeredAt } = user;
  return {
    id,
    username,
    email,
    role,
    avatar_url: avatarUrl(email, 96),
    created_at: registeredAt.toISOString(),
  };
}

export function loginAnswer({ accessToken, refreshToken, user }: TokenPair, role: AccountRole): LoginAnswer {
  return { success: true, token: accessToken, refresh_token: refreshToken, user: accountView(user, role) };
}

export function roleWord(role: string | undefined): AccountRole {
  if (role === 'administrator') return 'admin';
  return role === undefined || role === 'viewer' ? 'viewer' : 'member';
}
