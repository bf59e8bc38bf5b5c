import { Body, Controller, Get, Post, Request, Response, Route, Security, Tags } from '@tsoa/runtime';
import type { Principal } from '../../auth/principal.js';
import { type Bare, bare, type HostRequest, principalOf } from '../../http/controllers.js';
import { ProblemError } from '../../http/problem.js';
import { stateOf } from '../../http/state.js';
import {
  type AccountRole,
  type AccountView,
  accountView,
  type ForgottenPasswordBody,
  type LoginAnswer,
  type LoginBody,
  type LogoutAnswer,
  type LogoutBody,
  loginAnswer,
  type RefreshBody,
  roleWord,
} from './auth.view.js';
import type { OpsServices } from './services.js';

@Route('auth')
@Tags('Auth')
export class AuthController extends Controller {
  constructor(private readonly services: OpsServices) {
    super();
  }

  /**
   * Signs in with e-mail address (or login name) and password. Whatever is wrong, the answer is the same; after
   * too many failures it is 429 for a quarter of an hour.
   */
  @Post('login')
  @Response(401, 'Wrong e-mail address or password')
  async login(@Request() request: HostRequest, @Body() body: LoginBody): Promise<Bare<LoginAnswer>> {
    const { address } = stateOf(request.ctx);
    const user = await this.services.signIn.byPassword(body.email, body.password, address);
    const pair = await this.services.tokens.issue(user, { address, userAgent: request.get('user-agent') });
    return bare(loginAnswer(pair, await this.homeRole(user)));
  }

  /** Trades a refresh token for new tokens. A token that comes a second time ends its session. */
  @Post('refresh')
  @Response(401, 'The refresh token is wrong, used or expired')
  async refresh(@Body() body: RefreshBody): Promise<Bare<LoginAnswer>> {
    const pair = await this.services.tokens.refresh(body.refresh_token);
    return bare(loginAnswer(pair, await this.homeRole(pair.user)));
  }

  /**
   * Sends a link to a new password, if there is such an account. The answer is the same if not; too many are 429.
   */
  @Post('forgot-password')
  async forgotPassword(
    @Request() request: HostRequest,
    @Body() body: ForgottenPasswordBody,
  ): Promise<Bare<LogoutAnswer>> {
    const { address } = stateOf(request.ctx);
    await this.services.accountMails.passwordReset.request(body.email, address);
    return bare({ data: { success: true }, meta: {} });
  }

  /** Ends the session of the token (or cookie) that calls, or all of the user's. */
  @Post('logout')
  @Security('principal', [])
  async logout(@Request() request: HostRequest, @Body() body?: LogoutBody): Promise<Bare<LogoutAnswer>> {
    const actor = principalOf(request);
    if (!['jwt', 'session'].includes(actor.credential.kind)) {
      throw new ProblemError('forbidden', 'An API key has no session that could end: revoke the key');
    }
    await this.services.sessions.signOut(actor, { allDevices: body?.all_devices ?? false });
    return bare({ data: { success: true }, meta: {} });
  }

  /** Who is calling. For a key that belongs to no user: the key itself. */
  @Get('me')
  @Security('principal', [])
  async me(@Request() request: HostRequest): Promise<AccountView> {
    const actor = principalOf(request);
    if (actor.userId === null) return this.keyAsAccount(actor);
    const [user, membership] = await Promise.all([
      this.services.users.get(actor.userId),
      this.services.memberships.find(actor, actor.userId),
    ]);
    return accountView(user, roleWord(membership?.role));
  }

  /** In the organisation the user acts in when none is named. */
  private async homeRole(user: {
    readonly id: number;
    readonly defaultOrgId: number | null;
  }): Promise<AccountRole> {
    const all = await this.services.memberships.of(user.id);
    const home = all.find(({ orgId }) => orgId === user.defaultOrgId) ?? all[0];
    return roleWord(home?.role);
  }

  private async keyAsAccount(actor: Principal): Promise<AccountView> {
    const { createdAt, name } = await this.services.apiKeys.get(actor, actor.credential.id);
    const writes = [...actor.orgScopes].some((scope) => scope !== '*' && !scope.endsWith(':read'));
    const role: AccountRole = actor.orgScopes.has('*') ? 'admin' : writes ? 'member' : 'viewer';
    return { id: 0, username: name, email: '', role, avatar_url: '', created_at: createdAt.toISOString() };
  }
}
