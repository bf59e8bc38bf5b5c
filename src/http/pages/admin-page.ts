import type { Context } from 'koa';
import { reaches } from '../../auth/principal.js';
import type { PluginInfo } from '../../plugins/plugin-info.js';
import { type Html, html } from './html.js';
import { show } from './layout.js';
import type { Logout } from './logout.js';
import type { Visitor, Visitors } from './visitor.js';

interface Needs {
  readonly visitors: Visitors;
  readonly logout: Logout;
  readonly plugins: () => Promise<readonly PluginInfo[]>;
  readonly siteUrl: string;
  readonly siteTitle: () => Promise<string>;
}

/** And to come back here then. */
export function askToLogIn(ctx: Context, siteUrl: string): void {
  ctx.redirect(`${siteUrl}/wp-login.php?redirect_to=${encodeURIComponent(siteUrl + ctx.url)}&reauth=1`);
}

/** Where people arrive who have signed in. */
export class AdminPage {
  constructor(private readonly needs: Needs) {}

  async show(ctx: Context): Promise<void> {
    const { logout, siteTitle, siteUrl, visitors } = this.needs;
    const visitor = await visitors.of(ctx);
    if (!visitor) return askToLogIn(ctx, siteUrl);
    show(ctx, {
      title: `${await siteTitle()}: administration`,
      main: html`<p>You are logged in as <strong id="current-user">${visitor.user.login}</strong>.</p>
${await this.activePlugins(visitor)}
<ul>
<li><a href="/docs">API explorer</a></li>
<li><a href="/">Front page</a></li>
<li><a href="${logout.address(visitor)}">Log out</a></li>
</ul>`,
    });
  }

  private async activePlugins({ principal }: Visitor): Promise<Html | null> {
    if (!reaches(principal, 'plugins:read', 'site')) return null;
    const active = (await this.needs.plugins()).filter((plugin) => plugin.status === 'active');
    const manage = html`<p><a href="/wp-admin/plugins.php">Switch plugins on and off</a></p>`;
    if (active.length === 0) return html`<p>No plugin is active.</p>${manage}`;
    const items = active.map(
      ({ title, version, description }) => html`<li><strong>${title}</strong> ${version}: ${description}</li>
`,
    );
    return html`<h2>Active plugins</h2>
<ul id="active-plugins">
${items}</ul>${manage}`;
  }
}
