import type { Context } from 'koa';
import type { ApplicationPasswords } from '../../auth/application-passwords.js';
import { isProblem, ProblemError } from '../problem.js';
import { readForm } from './form.js';
import { html } from './html.js';
import { show } from './layout.js';
import { text } from './login.js';
import { isCrossSite } from './origin.js';
import type { Visitor, Visitors } from './visitor.js';

const ACTION = 'authorize_application_password';
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const TITLE = 'Authorize an application';
/** Addresses that an app may not be led back to: nobody may read along, and nothing may run here. */
const FORBIDDEN_SCHEMES = new Set(['http:', 'javascript:', 'data:', 'file:', 'blob:', 'vbscript:']);

interface Needs {
  readonly visitors: Visitors;
  readonly passwords: ApplicationPasswords;
  readonly siteUrl: string;
  readonly askToLogIn: (ctx: Context) => void;
}

/** Where an app sends somebody to get an application password of its own; the index of the API names this page. */
export class AuthorizeApplication {
  constructor(private readonly needs: Needs) {}

  async ask(ctx: Context): Promise<void> {
    const visitor = await this.needs.visitors.of(ctx);
    if (!visitor) return this.needs.askToLogIn(ctx);
    this.showForm(ctx, visitor, {
      name: text(ctx.query.app_name) ?? '',
      appId: text(ctx.query.app_id) ?? '',
      successUrl: text(ctx.query.success_url) ?? '',
    });
  }

  async approve(ctx: Context): Promise<void> {
    const { passwords, siteUrl, visitors } = this.needs;
    const visitor = await visitors.of(ctx);
    const form = await readForm(ctx);
    const nonce = form.get('_wpnonce') ?? '';
    if (!visitor || isCrossSite(ctx, siteUrl) || !visitors.verifies(nonce, ACTION, visitor)) {
      throw new ProblemError('forbidden', 'This form is out of date. Go back and try again.');
    }
    const field = (name: string) => form.get(name)?.trim() ?? '';
    const asked = { name: field('app_name'), appId: field('app_id'), successUrl: field('success_url') };
    try {
      const input = { name: asked.name, appId: UUID.test(asked.appId) ? asked.appId : '' };
      const { password } = await passwords.create(visitor.principal, visitor.user.id, input);
      this.showPassword(ctx, visitor, asked, password);
    } catch (error) {
      if (!isProblem(error) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
      this.showForm(ctx, visitor, asked, error.message);
    }
  }

  private showForm(ctx: Context, visitor: Visitor, { name, appId, successUrl }: Asked, error?: string): void {
    show(ctx, {
      title: TITLE,
      main: html`${error ? html`<p class="error" role="alert">${error}</p>` : null}
<p>An application asks for access as <strong>${visitor.user.login}</strong>. It will be able to do all that you can.</p>
<form action="/wp-admin/authorize-application.php" method="post">
<label for="app_name">Name of the application</label>
<input type="text" name="app_name" id="app_name" value="${name}" maxlength="191" required>
<input type="hidden" name="app_id" value="${appId}">
<input type="hidden" name="success_url" value="${successUrl}">
<input type="hidden" name="_wpnonce" value="${this.needs.visitors.nonce(ACTION, visitor)}">
<button type="submit">Yes, I approve of this connection</button>
</form>
<p><a href="/wp-admin/">No, take me back</a></p>`,
    });
  }

  private showPassword(ctx: Context, visitor: Visitor, asked: Asked, password: string): void {
    const back = this.backTo(asked.successUrl, visitor.user.login, password);
    ctx.set('Cache-Control', 'no-store');
    show(ctx, {
      title: TITLE,
      main: html`<p class="message" role="status">The password of <strong>${asked.name}</strong>:
<code id="new-application-password">${password.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
<p>Keep it in a safe place: it is not shown again.</p>
${back ? html`<p><a href="${back}" rel="noreferrer">Go on in the application</a></p>` : null}`,
    });
  }

  /** As WordPress hands it over; a link, so that it goes nowhere unasked. */
  private backTo(successUrl: string, login: string, password: string): string | undefined {
    if (!URL.canParse(successUrl)) return undefined;
    const address = new URL(successUrl);
    if (FORBIDDEN_SCHEMES.has(address.protocol)) return undefined;
    address.searchParams.set('site_url', this.needs.siteUrl);
    address.searchParams.set('user_login', login);
    address.searchParams.set('password', password);
    return address.href;
  }
}

/** What the app says of itself. */
interface Asked {
  readonly name: string;
  readonly appId: string;
  readonly successUrl: string;
}
