import type { Context } from 'koa';
import type { PasswordReset } from '../../account-mails/password-reset.js';
import { isProblem, ProblemError } from '../problem.js';
import { stateOf } from '../state.js';
import { readForm } from './form.js';
import { html } from './html.js';
import { show } from './layout.js';
import { text } from './login.js';
import { isCrossSite } from './origin.js';

interface Needs {
  readonly passwordReset: PasswordReset;
  readonly siteUrl: string;
}

const SENT =
  'If there is an account with this name or address, a mail with a link is on its way. The link works for an hour.';

/** A new password by mail: `?action=lostpassword` asks for it, `?action=rp` takes it. Invitations end here too. */
export class LostPassword {
  constructor(private readonly needs: Needs) {}

  ask(ctx: Context): void {
    const isBadLink = ctx.query.error === 'invalidkey';
    const error = 'Your password reset link is wrong, was used, or is too old. Ask for a new one.';
    showRequest(ctx, isBadLink ? { error } : {});
  }

  /** The same answer whoever is named. */
  async request(ctx: Context): Promise<void> {
    this.refuseCrossSite(ctx);
    const form = await readForm(ctx);
    const name = form.get('user_login')?.trim() ?? '';
    if (name === '') return showRequest(ctx, { error: 'Please enter a username or email address.' });
    try {
      await this.needs.passwordReset.request(name, stateOf(ctx).address);
    } catch (error) {
      return showLimited(ctx, error, name);
    }
    showRequest(ctx, { message: SENT });
  }

  /** Looking at the page uses nothing up: mail programs look, too. */
  async choose(ctx: Context): Promise<void> {
    const key = text(ctx.query.key) ?? '';
    const login = await this.needs.passwordReset.loginOf(key);
    if (login === undefined) return this.askAgain(ctx);
    showChoice(ctx, { key, login });
  }

  async reset(ctx: Context): Promise<void> {
    this.refuseCrossSite(ctx);
    const form = await readForm(ctx);
    const [key, password] = [form.get('rp_key') ?? '', form.get('pass1') ?? ''];
    const login = await this.needs.passwordReset.loginOf(key);
    if (login === undefined) return this.askAgain(ctx);
    const fault = faultOf(password, form.get('pass2'));
    if (fault) return showChoice(ctx, { key, login, error: fault });
    try {
      await this.needs.passwordReset.setPassword(key, password);
    } catch (error) {
      if (isProblem(error) && error.code === 'bad_credentials') return this.askAgain(ctx);
      if (isProblem(error) && error.code === 'invalid')
        return showChoice(ctx, { key, login, error: error.message });
      throw error;
    }
    showDone(ctx);
  }

  private askAgain(ctx: Context): void {
    ctx.status = 302;
    ctx.redirect(`${this.needs.siteUrl}/wp-login.php?action=lostpassword&error=invalidkey`);
  }

  private refuseCrossSite(ctx: Context): void {
    if (!isCrossSite(ctx, this.needs.siteUrl)) return;
    throw new ProblemError('forbidden', 'Forms of other sites cannot ask for passwords here.');
  }
}

interface Told {
  readonly message?: string;
  readonly error?: string;
  readonly login?: string;
}

function showRequest(ctx: Context, { message, error, login = '' }: Told): void {
  show(ctx, {
    title: 'Lost your password?',
    main: html`${told({ message, error })}
<p>Enter your username or email address. You receive a mail with a link.</p>
<form name="lostpasswordform" id="lostpasswordform" action="/wp-login.php?action=lostpassword" method="post">
<label for="user_login">Username or email address</label>
<input type="text" name="user_login" id="user_login" value="${login}" autocomplete="username" autocapitalize="off" maxlength="190" required>
<button type="submit" name="wp-submit" id="wp-submit" value="Get New Password">Get new password</button>
</form>
<p><a href="/wp-login.php">Log in</a></p>`,
  });
}

function showChoice(ctx: Context, { key, login, error }: Told & { readonly key: string }): void {
  show(ctx, {
    title: 'Choose a password',
    main: html`${told({ error })}
<form name="resetpassform" id="resetpassform" action="/wp-login.php?action=resetpass" method="post" autocomplete="off">
<input type="hidden" id="user_login" value="${login ?? ''}" autocomplete="username">
<input type="hidden" name="rp_key" value="${key}">
<p>For the account <strong>${login ?? ''}</strong>.</p>
<label for="pass1">New password</label>
<input type="password" name="pass1" id="pass1" autocomplete="new-password" maxlength="1024" required>
<label for="pass2">Once more</label>
<input type="password" name="pass2" id="pass2" autocomplete="new-password" maxlength="1024" required>
<button type="submit" name="wp-submit" id="wp-submit" value="Save Password">Save password</button>
</form>`,
  });
}

function showDone(ctx: Context): void {
  show(ctx, {
    title: 'Your password is set',
    main: html`<p class="message" role="status">Your password has been reset. Whoever was signed in is signed out.</p>
<p><a href="/wp-login.php">Log in</a></p>`,
  });
}

function showLimited(ctx: Context, error: unknown, login: string): void {
  if (!isProblem(error) || error.code !== 'rate_limited') throw error;
  ctx.status = 429;
  if (error.data.retryAfter !== undefined) ctx.set('Retry-After', String(error.data.retryAfter));
  showRequest(ctx, { error: error.message, login });
}

function told({
  message,
  error,
}: {
  readonly message?: string | undefined;
  readonly error?: string | undefined;
}) {
  if (error)
    return html`<div id="login_error" class="error" role="alert"><strong>Error:</strong> ${error}</div>`;
  return message ? html`<p class="message" role="status">${message}</p>` : html``;
}

function faultOf(password: string, again: string | null): string | undefined {
  if (password === '') return 'Passwords cannot be empty.';
  if (password.includes('\\')) return 'Passwords cannot contain the "\\" character.';
  return password === again ? undefined : 'The passwords do not match.';
}
