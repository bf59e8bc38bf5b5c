import type { PluginInfo } from '../../plugins/plugin-info.js';

export interface PluginDescription {
  raw: string;
  rendered: string;
}

export interface Href {
  href: string;
}

export interface SelfLinks {
  self: Href[];
}

/** A plugin as WordPress shows it, with what Koapress knows beside it. `context=embed` has only the required parts. */
export interface PluginView {
  plugin: string;
  status: 'active' | 'inactive';
  name: string;
  plugin_uri?: string;
  author?: string;
  author_uri?: string;
  description?: PluginDescription;
  version?: string;
  network_only: boolean;
  requires_wp: string;
  requires_php: string;
  /** Plugins that must be active before this one. */
  requires_plugins?: string[];
  /** Range of Koapress versions. */
  requires_koapress?: string;
  /** Why it does not run although it should; null when nothing is wrong. */
  error?: string | null;
  textdomain?: string;
  _links?: SelfLinks;
}

export interface EmbeddedPluginView {
  plugin: string;
  status: 'active' | 'inactive';
  name: string;
  network_only: boolean;
  requires_wp: string;
  requires_php: string;
}

export interface DeletedPlugin {
  deleted: boolean;
  previous: PluginView;
}

export function pluginView(info: PluginInfo, siteUrl: string): PluginView {
  return {
    ...withoutLinks(info),
    _links: { self: [{ href: `${siteUrl}/wp-json/wp/v2/plugins/${info.name}` }] },
  };
}

/** Of a plugin that is gone. */
export function withoutLinks(info: PluginInfo): PluginView {
  return {
    plugin: info.name,
    status: info.status === 'active' ? 'active' : 'inactive',
    name: info.title,
    plugin_uri: info.homepage,
    author: info.author,
    author_uri: '',
    description: { raw: info.description, rendered: rendered(info) },
    version: info.version,
    network_only: false,
    requires_wp: '',
    requires_php: '',
    requires_plugins: Object.keys(info.requires),
    requires_koapress: info.host,
    error: info.error ?? null,
    textdomain: info.name,
  };
}

export function embeddedView({ plugin, status, name, network_only, requires_wp, requires_php }: PluginView) {
  return { plugin, status, name, network_only, requires_wp, requires_php };
}

function rendered({ description, author }: PluginInfo): string {
  const by = author === '' ? '' : ` <cite>By ${escaped(author)}.</cite>`;
  return escaped(description) + by;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
