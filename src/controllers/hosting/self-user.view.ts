/**
 * @isDateTime
 */
export type Instant = string;

/**
 * @format uuid
 */
export type Uuid = string;

/** Who is calling, and what they may do. */
export interface SelfUser {
  /** For a key that belongs to no user: the key's own. */
  id: Uuid;
  name: string;
  /** Empty for such a key. */
  email: string;
  created_at: Instant;
  /** Scopes of the credential, cut down to what its owner may do now. */
  effective_scopes: string[];
}
