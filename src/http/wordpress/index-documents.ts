import type { RouteTable } from '../route-table.js';
import type { Surface } from '../surfaces/surface.js';
import type { AllowedMethods } from './allowed-methods.js';
import { BATCH_ROUTE } from './batch-description.js';
import { describeRoute, type RouteDescription, routePattern } from './route-description.js';

const API = '/wp-json';

/** What the index tells of the site itself. */
export interface SiteFacts {
  readonly name: string;
  readonly description: string;
  /** IANA name, or empty for UTC. */
  readonly timezone: string;
  /** Hours, once a time zone is set; until then the text `0`. */
  readonly gmtOffset: number | '0';
}

type Routes = Readonly<Record<string, RouteDescription>>;

interface Made {
  readonly revision: number;
  readonly routes: Routes;
  readonly namespaces: readonly string[];
}

/** The index of the API and of each namespace, made once for each change of the routes. */
export class IndexDocuments {
  private made: Made | undefined;

  constructor(
    private readonly routes: RouteTable,
    private readonly allowed: AllowedMethods,
    private readonly siteUrl: string,
  ) {}

  index(facts: SiteFacts): Record<string, unknown> {
    const { siteUrl } = this;
    return {
      name: escaped(facts.name),
      description: escaped(facts.description),
      url: siteUrl,
      home: siteUrl,
      gmt_offset: facts.gmtOffset,
      timezone_string: facts.timezone,
      namespaces: this.namespaces(),
      authentication: {
        'application-passwords': {
          endpoints: { authorization: `${siteUrl}/wp-admin/authorize-application.php` },
        },
      },
      routes: this.descriptions(),
      site_logo: 0,
      site_icon: 0,
      site_icon_url: '',
      _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
    };
  }

  /** Undefined when there is no such namespace. */
  namespace(path: string): Record<string, unknown> | undefined {
    const wanted = path
      .slice(API.length + 1)
      .replace(/\/$/, '')
      .toLowerCase();
    const namespace = this.namespaces().find((known) => known === wanted);
    if (namespace === undefined) return undefined;
    const routes = Object.entries(this.descriptions()).filter(([, route]) => route.namespace === namespace);
    return {
      namespace,
      routes: Object.fromEntries(routes),
      _links: { up: [{ href: `${this.siteUrl}${API}/` }] },
    };
  }

  /** In the order in which they came. */
  namespaces(): readonly string[] {
    return this.current().namespaces;
  }

  private descriptions(): Routes {
    return this.current().routes;
  }

  private current(): Made {
    const { revision } = this.routes;
    if (this.made?.revision !== revision) {
      const routes = this.describe();
      this.made = { revision, routes, namespaces: namespacesOf(routes) };
    }
    return this.made;
  }

  private describe(): Routes {
    const routes: Record<string, RouteDescription> = {
      '/': this.plain('', '/'),
      [BATCH_ROUTE.path]: BATCH_ROUTE.at(this.siteUrl),
    };
    for (const { operations } of this.allowed.all().values()) {
      const [first] = operations;
      if (!first?.fullPath.startsWith(`${API}/`)) continue;
      const path = first.fullPath.slice(API.length);
      const namespace = namespaceOf(first.surface, path);
      routes[`/${namespace}`] ??= this.plain(namespace, `/${namespace}`);
      routes[routePattern(first, path)] = describeRoute(
        namespace,
        `${this.siteUrl}${API}${path}`,
        operations,
      );
    }
    return routes;
  }

  /** The route of an index itself. */
  private plain(namespace: string, path: string): RouteDescription {
    const context = { default: 'view', required: false };
    const args =
      namespace === '' ? { context } : { namespace: { default: namespace, required: false }, context };
    return {
      namespace,
      methods: ['GET'],
      endpoints: [{ methods: ['GET'], args }],
      _links: { self: [{ href: `${this.siteUrl}${API}${path}` }] },
    };
  }
}

function namespacesOf(routes: Routes): readonly string[] {
  const names = Object.values(routes).map((route) => route.namespace);
  return [...new Set(names)].filter((name) => name !== '');
}

/** `wp/v2`; of the part of a plugin that is a surface of its own, all of its prefix. */
export function namespaceOf(surface: Surface, path: string): string {
  if (surface.base !== API) return surface.base.slice(API.length + 1);
  return path.split('/').slice(1, 3).join('/');
}

/** Texts of the site stand in the index as they stand in a page. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
