import type { Context } from 'koa';
import type { User } from '../../accounts/user.js';
import type { Users } from '../../accounts/users.js';
import type { LoginCookie } from '../../auth/login-cookie.js';
import type { Nonces } from '../../auth/nonces.js';
import { REST_ACTION } from '../../auth/nonces.js';
import type { Principal } from '../../auth/principal.js';
import type { Principals } from '../../auth/principals.js';
import type { Sessions } from '../../auth/sessions.js';

/** Somebody whose login cookie is good. Enough to show pages; for changes a nonce is needed too. */
export interface Visitor {
  readonly user: User;
  readonly token: string;
  readonly principal: Principal;
}

interface Needs {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly principals: Principals;
  readonly loginCookie: LoginCookie;
  readonly nonces: Nonces;
}

/** Knows who looks at a page, and the nonces that belong to the visit. */
export class Visitors {
  constructor(private readonly needs: Needs) {}

  async of(ctx: Context): Promise<Visitor | undefined> {
    const { loginCookie, principals, sessions, users } = this.needs;
    const value = ctx.cookies.get(loginCookie.name);
    const found = value ? await sessions.byCookie(value) : undefined;
    const user = found && (await users.byId(found.session.userId));
    if (!found || user?.login !== found.login) return undefined;
    const credential = { kind: 'session', id: found.session.publicId, scopes: null } as const;
    return { user, token: found.token, principal: await principals.ofUser(user, credential) };
  }

  /** Nobody has nonces too, good for what nobody may do. */
  nonce(action: string, visitor: Visitor | undefined): string {
    return this.needs.nonces.create(action, visitor?.user.id ?? 0, visitor?.token ?? '');
  }

  restNonce(visitor: Visitor): string {
    return this.nonce(REST_ACTION, visitor);
  }

  verifies(sent: string, action: string, visitor: Visitor | undefined): boolean {
    return this.needs.nonces.verify(sent, action, visitor?.user.id ?? 0, visitor?.token ?? '');
  }
}
