import type { Context } from 'koa';
import { html } from './html.js';
import { show } from './layout.js';

export interface LoginForm {
  readonly siteTitle: string;
  readonly redirectTo: string;
  readonly error?: string;
  readonly message?: string;
  /** What was typed before. */
  readonly login?: string;
}

/** The form people sign in with; it posts to itself. */
export function showLoginForm(
  ctx: Context,
  { siteTitle, redirectTo, error, message, login = '' }: LoginForm,
): void {
  show(ctx, {
    title: `Log in to ${siteTitle}`,
    main: html`${message ? html`<p class="message" role="status">${message}</p>` : null}
${error ? html`<div id="login_error" class="error" role="alert"><strong>Error:</strong> ${error}</div>` : null}
<form name="loginform" id="loginform" action="/wp-login.php" method="post">
<label for="user_login">Username or email address</label>
<input type="text" name="log" id="user_login" value="${login}" autocomplete="username" autocapitalize="off" required>
<label for="user_pass">Password</label>
<input type="password" name="pwd" id="user_pass" autocomplete="current-password" required>
<label for="rememberme"><input name="rememberme" type="checkbox" id="rememberme" value="forever"> Remember me</label>
<button type="submit" name="wp-submit" id="wp-submit" value="Log In">Log in</button>
<input type="hidden" name="redirect_to" value="${redirectTo}">
<input type="hidden" name="testcookie" value="1">
</form>
<p><a href="/wp-login.php?action=lostpassword">Lost your password?</a></p>
<p><a href="/">Go to ${siteTitle}</a></p>`,
  });
}
