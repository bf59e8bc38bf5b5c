import { type HostRequest, type Principal, ProblemError } from '#host';
import { isProblem } from '../../http/problem.js';
import type { PluginInfo } from '../../plugins/plugin-info.js';
import type { PluginManager } from '../../plugins/plugin-manager.js';
import {
  type DeletedPlugin,
  embeddedView,
  type PluginView,
  pluginView,
  withoutLinks,
} from './plugin.view.js';
import type { PluginChange, PluginStatusParameter, PluginUpload } from './plugin-parameters.js';
import type { PluginUploads } from './plugin-uploads.js';
import type { Context } from './user-parameters.js';

interface AskedPlugins {
  readonly context: Context;
  readonly search?: string;
  readonly status?: readonly PluginStatusParameter[];
}

/** Where requests about plugins are received. */
export class PluginDesk {
  constructor(
    private readonly plugins: PluginManager,
    private readonly uploads: PluginUploads,
    private readonly siteUrl: string,
  ) {}

  async list({ context, search, status }: AskedPlugins): Promise<PluginView[]> {
    const all = (await this.plugins.list()).map((info) => pluginView(info, this.siteUrl));
    const found = all.filter((view) => (!status || status.includes(view.status)) && mentions(view, search));
    return found.map((view) => inContext(view, context));
  }

  async get(name: string, context: Context): Promise<PluginView> {
    return inContext(await this.view(name), context);
  }

  async install(request: HostRequest, body: PluginUpload): Promise<PluginView> {
    return pluginView(await this.uploads.receive(request, body), this.siteUrl);
  }

  async change(actor: Principal, name: string, { status }: PluginChange): Promise<PluginView> {
    await this.found(name);
    if (status === 'active') await this.plugins.activate(name, actor);
    if (status === 'inactive') await this.plugins.deactivate(name, actor);
    return this.view(name);
  }

  async remove(actor: Principal, name: string): Promise<DeletedPlugin> {
    const info = await this.found(name);
    if (info.status === 'active' || info.status === 'quarantined') {
      const message = 'Cannot delete an active plugin. Please deactivate it first.';
      throw new ProblemError('invalid', message, { reason: 'rest_cannot_delete_active_plugin' });
    }
    await this.plugins.uninstall(name, actor);
    return { deleted: true, previous: withoutLinks(info) };
  }

  private async view(name: string): Promise<PluginView> {
    return pluginView(await this.found(name), this.siteUrl);
  }

  private async found(name: string): Promise<PluginInfo> {
    try {
      return await this.plugins.get(name);
    } catch (error) {
      if (!isProblem(error) || error.code !== 'not_found') throw error;
      throw new ProblemError('not_found', 'Plugin not found.', {
        reason: 'rest_plugin_not_found',
        cause: error,
      });
    }
  }
}

/** `embed` has the few fields that a link to a plugin needs. */
function inContext(view: PluginView, context: Context): PluginView {
  return context === 'embed' ? (embeddedView(view) as PluginView) : view;
}

function mentions(view: PluginView, search: string | undefined): boolean {
  if (!search) return true;
  const text = [view.name, view.plugin, view.description?.raw, view.author].join('\n').toLowerCase();
  return text.includes(search.toLowerCase());
}
