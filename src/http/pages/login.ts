import type { Context } from 'koa';
import type { Audit } from '../../audit/audit.js';
import type { Principals } from '../../auth/principals.js';
import type { Sessions } from '../../auth/sessions.js';
import type { SignIn } from '../../auth/sign-in.js';
import type { Clock } from '../../clock.js';
import { isProblem, ProblemError } from '../problem.js';
import { stateOf } from '../state.js';
import { readForm } from './form.js';
import type { LoginCookies } from './login-cookies.js';
import { showLoginForm } from './login-form.js';
import { isCrossSite, ownAddress } from './origin.js';

export interface LoginNeeds {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly principals: Principals;
  readonly audit: Audit;
  readonly cookies: LoginCookies;
  readonly clock: Clock;
  readonly siteUrl: string;
  readonly siteTitle: () => Promise<string>;
}

/** Signing in with login and password. */
export class Login {
  constructor(private readonly needs: LoginNeeds) {}

  async showForm(ctx: Context): Promise<void> {
    const { cookies, siteTitle } = this.needs;
    cookies.setTest(ctx);
    const message = ctx.query.loggedout === 'true' ? 'You are now logged out.' : undefined;
    const redirectTo = this.destination(text(ctx.query.redirect_to));
    showLoginForm(ctx, { siteTitle: await siteTitle(), redirectTo, ...(message ? { message } : {}) });
  }

  async submit(ctx: Context): Promise<void> {
    const { cookies, siteUrl } = this.needs;
    if (isCrossSite(ctx, siteUrl))
      throw new ProblemError('forbidden', 'Forms of other sites cannot sign in here.');
    const form = await readForm(ctx);
    cookies.setTest(ctx);
    try {
      await this.start(ctx, form);
    } catch (error) {
      return this.showError(ctx, form, error);
    }
    if (form.get('testcookie') && !cookies.hasTest(ctx)) {
      const message = 'Cookies are blocked or not supported by your browser. They are needed to log in.';
      return this.showError(ctx, form, new ProblemError('bad_credentials', message));
    }
    ctx.status = 302;
    ctx.redirect(this.destination(form.get('redirect_to')));
  }

  private async start(ctx: Context, form: URLSearchParams): Promise<void> {
    const { audit, clock, cookies, principals, sessions, signIn } = this.needs;
    const { address } = stateOf(ctx);
    const [login, password] = [form.get('log')?.trim() ?? '', form.get('pwd') ?? ''];
    refuseEmpty(login, password);
    const user = await signIn.byPassword(login, password, address);
    const remember = Boolean(form.get('rememberme'));
    const started = await sessions.start(user, { remember, address, userAgent: ctx.get('user-agent') });
    const credential = { kind: 'session', id: started.session.publicId, scopes: null } as const;
    const actor = await principals.ofUser(user, credential);
    await audit.record(actor, { action: 'user.signed_in', entityType: 'user', entityId: user.id });
    cookies.set(ctx, started, clock.now());
  }

  /** 200 with the form, as browsers and password managers know it; only too many attempts have a status of their own. */
  private async showError(ctx: Context, form: URLSearchParams, error: unknown): Promise<void> {
    if (!isProblem(error) || (error.code !== 'bad_credentials' && error.code !== 'rate_limited')) throw error;
    ctx.status = error.code === 'rate_limited' ? 429 : 200;
    if (error.data.retryAfter !== undefined) ctx.set('Retry-After', String(error.data.retryAfter));
    showLoginForm(ctx, {
      siteTitle: await this.needs.siteTitle(),
      redirectTo: this.destination(form.get('redirect_to')),
      error: error.message,
      login: form.get('log') ?? '',
    });
  }

  private destination(wanted: string | null): string {
    const { siteUrl } = this.needs;
    return ownAddress(wanted, siteUrl, `${siteUrl}/wp-admin/`);
  }
}

function refuseEmpty(login: string, password: string): void {
  const empty = [...(login === '' ? ['username'] : []), ...(password === '' ? ['password'] : [])];
  if (empty.length === 0) return;
  const message = empty.map((field) => `The ${field} field is empty.`).join(' ');
  throw new ProblemError('bad_credentials', message, { reason: 'empty' });
}

/** A parameter that is there once. */
export function text(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
