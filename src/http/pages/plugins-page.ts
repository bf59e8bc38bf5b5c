import type { Context } from 'koa';
import { reaches } from '../../auth/principal.js';
import type { PluginInfo } from '../../plugins/plugin-info.js';
import type { PluginManager } from '../../plugins/plugin-manager.js';
import { isProblem, ProblemError } from '../problem.js';
import { STATUS } from '../surfaces/grammar.js';
import { readForm } from './form.js';
import { type Html, html } from './html.js';
import { show } from './layout.js';
import { isCrossSite } from './origin.js';
import type { Visitor, Visitors } from './visitor.js';

const PATH = '/wp-admin/plugins.php';
const NONCE_ACTION = 'plugins';

interface Needs {
  readonly visitors: Visitors;
  readonly plugins: Pick<PluginManager, 'list' | 'activate' | 'deactivate'>;
  readonly siteUrl: string;
}

/** The plugins with a switch each, without any script. */
export class PluginsPage {
  constructor(private readonly needs: Needs) {}

  async show(ctx: Context): Promise<void> {
    const visitor = await this.administrator(ctx);
    if (visitor) await this.answer(ctx, visitor);
  }

  /** Fields `action` (activate, deactivate), `plugin`, `_wpnonce`. Comes back to the list, so that reloading repeats nothing. */
  async submit(ctx: Context): Promise<void> {
    const { siteUrl, visitors } = this.needs;
    const visitor = await this.administrator(ctx);
    if (!visitor) return;
    const form = await readForm(ctx);
    if (isCrossSite(ctx, siteUrl) || !visitors.verifies(form.get('_wpnonce') ?? '', NONCE_ACTION, visitor)) {
      throw new ProblemError('bad_nonce', 'This form is too old or not ours. Open the plugins again.');
    }
    if (!reaches(visitor.principal, 'plugins:write', 'site')) throw forbidden();
    try {
      await this.turn(form, visitor);
    } catch (error) {
      if (!isProblem(error)) throw error;
      ctx.status = STATUS[error.code];
      return this.answer(ctx, visitor, error.message);
    }
    ctx.redirect(`${siteUrl}${PATH}`);
    ctx.status = 303;
  }

  private async turn(form: URLSearchParams, { principal }: Visitor): Promise<void> {
    const name = form.get('plugin') ?? '';
    const action = form.get('action');
    if (action === 'activate') await this.needs.plugins.activate(name, principal);
    else if (action === 'deactivate') await this.needs.plugins.deactivate(name, principal);
    else throw new ProblemError('invalid', 'action must be activate or deactivate', { field: 'action' });
  }

  private async administrator(ctx: Context): Promise<Visitor | undefined> {
    const visitor = await this.needs.visitors.of(ctx);
    if (!visitor) {
      const back = encodeURIComponent(this.needs.siteUrl + PATH);
      ctx.redirect(`${this.needs.siteUrl}/wp-login.php?redirect_to=${back}&reauth=1`);
      return undefined;
    }
    if (!reaches(visitor.principal, 'plugins:read', 'site')) throw forbidden();
    return visitor;
  }

  private async answer(ctx: Context, visitor: Visitor, fault?: string): Promise<void> {
    const nonce = this.needs.visitors.nonce(NONCE_ACTION, visitor);
    const rows = (await this.needs.plugins.list()).map((plugin) => row(plugin, nonce));
    const status = ctx.status;
    show(ctx, {
      title: 'Plugins',
      main: html`${fault === undefined ? null : html`<p class="error" role="alert">${fault}</p>`}
<ul class="plugins">
${rows}</ul>
<p><a href="/wp-admin/">Administration</a></p>`,
    });
    if (fault !== undefined) ctx.status = status;
  }
}

function row(plugin: PluginInfo, nonce: string): Html {
  const { name, title, version, description, status, error } = plugin;
  const action = status === 'active' ? 'deactivate' : 'activate';
  const label = action === 'activate' ? 'Activate' : 'Deactivate';
  return html`<li data-plugin="${name}"><strong>${title}</strong> ${version} (${status}): ${description}
${error === undefined ? null : html`<p class="error">${error}</p>`}
<form method="post" action="${PATH}">
<input type="hidden" name="_wpnonce" value="${nonce}">
<input type="hidden" name="plugin" value="${name}">
<button name="action" value="${action}" aria-label="${label} ${title}">${label}</button>
</form></li>
`;
}

function forbidden(): ProblemError {
  return new ProblemError('forbidden', 'You are not allowed to manage plugins.');
}
