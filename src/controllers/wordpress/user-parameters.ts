/** Which fields are shown. */
export type Context = 'view' | 'embed' | 'edit';

/** @isInt @minimum 1 */
export type UserId = number;

/**
 * A number, or `me`.
 * @pattern ^(me|[1-9][0-9]{0,15})$
 */
export type UserRef = string;

/** @isInt @minimum 1 @maximum 1000000000 */
export type PageNumber = number;

/** @isInt @minimum 1 @maximum 100 */
export type PageSize = number;

/** @isInt @minimum 0 @maximum 1000000000000 */
export type Offset = number;

/** @maxLength 200 */
export type SearchText = string;

export type Order = 'asc' | 'desc';

export type OrderBy =
  | 'id'
  | 'include'
  | 'name'
  | 'registered_date'
  | 'slug'
  | 'include_slugs'
  | 'email'
  | 'url';

/** Preferences and what else a client keeps with the user. */
export interface UserMeta {
  [key: string]: unknown;
}

/** What may be changed of a user; what is left out stays. */
export interface UserChange {
  /** Cannot be changed: only the present one may be sent. */
  username?: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  url?: string;
  description?: string;
  locale?: string;
  nickname?: string;
  slug?: string;
  roles?: string[];
  /** Never shown. Ends all sessions of the user. */
  password?: string;
  meta?: UserMeta;
}

export interface NewUserBody extends UserChange {
  /** @isInt */
  id?: number;
  username: string;
  email: string;
  password: string;
}
