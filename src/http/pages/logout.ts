import type { Context } from 'koa';
import type { Sessions } from '../../auth/sessions.js';
import { html } from './html.js';
import { show } from './layout.js';
import { text } from './login.js';
import type { LoginCookies } from './login-cookies.js';
import { ownAddress } from './origin.js';
import type { Visitor, Visitors } from './visitor.js';

const ACTION = 'log-out';

interface Needs {
  readonly visitors: Visitors;
  readonly sessions: Sessions;
  readonly cookies: LoginCookies;
  readonly siteUrl: string;
  readonly siteTitle: () => Promise<string>;
}

/** Ends the session of the visit, when the address holds the nonce of one of our own links. */
export class Logout {
  constructor(private readonly needs: Needs) {}

  /** The link that logs this visitor out. */
  address(visitor: Visitor | undefined): string {
    return `/wp-login.php?action=logout&_wpnonce=${this.needs.visitors.nonce(ACTION, visitor)}`;
  }

  async run(ctx: Context): Promise<void> {
    const { cookies, sessions, siteUrl, visitors } = this.needs;
    const visitor = await visitors.of(ctx);
    if (!visitors.verifies(text(ctx.query._wpnonce) ?? '', ACTION, visitor)) return this.ask(ctx, visitor);
    if (visitor) await sessions.signOut(visitor.principal, { allDevices: false });
    cookies.clear(ctx);
    ctx.redirect(this.destination(text(ctx.query.redirect_to), siteUrl));
  }

  private destination(wanted: string | null, siteUrl: string): string {
    if (wanted === null) return `${siteUrl}/wp-login.php?loggedout=true&wp_lang=en_US`;
    return ownAddress(wanted, siteUrl, `${siteUrl}/wp-admin/`);
  }

  /** A link on a foreign page must not end a session. */
  private async ask(ctx: Context, visitor: Visitor | undefined): Promise<void> {
    ctx.status = 403;
    show(ctx, {
      title: `You are attempting to log out of ${await this.needs.siteTitle()}`,
      main: html`<p>Do you really want to <a href="${this.address(visitor)}">log out</a>?</p>`,
    });
  }
}
