import type { HostRequest } from '#host';
import { principalOf } from '#host';
import type { User } from '../../accounts/user.js';
import type { Sessions } from '../../auth/sessions.js';
import type { Clock } from '../../clock.js';
import type { LoginCookies } from '../../http/pages/login-cookies.js';
import { stateOf } from '../../http/state.js';

/** A changed password ends all sessions; whoever changed the own one in a browser gets a new one with the answer. */
export class SessionRenewal {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookies: LoginCookies,
    private readonly clock: Clock,
  ) {}

  async after(request: HostRequest, user: User): Promise<void> {
    const { userId, credential } = principalOf(request);
    if (userId !== user.id || credential.kind !== 'session') return;
    const { ctx } = request;
    const client = { address: stateOf(ctx).address, userAgent: ctx.get('user-agent') };
    const started = await this.sessions.start(user, client);
    this.cookies.clear(ctx);
    this.cookies.set(ctx, started, this.clock.now());
    // The nonce of the session that has just ended.
    ctx.remove('X-WP-Nonce');
  }
}
