import type { Context } from 'koa';
import type { CredentialKind, Principal } from '../principal.js';

/**
 * Looks for one kind of credential. Undefined: there is none in the request. Null: there is one that makes its
 * bearer nobody. Throws `bad_credentials` or `bad_nonce` when it is wrong, ended or expired.
 */
export interface Authenticator {
  authenticate(ctx: Context): Promise<Principal | null | undefined>;
}

export type Authenticators = Readonly<Record<CredentialKind, Authenticator>>;
