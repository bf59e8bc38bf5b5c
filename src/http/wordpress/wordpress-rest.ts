import type { Context, Middleware } from 'koa';
import type { ScopeLevels } from '../authorize.js';
import type { RouteTable } from '../route-table.js';
import { stateOf } from '../state.js';
import type { SurfaceRouter } from '../surface-router.js';
import type { Surface } from '../surfaces/surface.js';
import { isApi } from './address.js';
import { AllowedMethods } from './allowed-methods.js';
import { Batch, type RunInner } from './batch.js';
import { BATCH_ROUTE } from './batch-description.js';
import { wordpressEdge } from './edge.js';
import { askedFields, onlyFields } from './fields.js';
import { IndexDocuments, namespaceOf, type SiteFacts } from './index-documents.js';
import { describeRoute, schemaOf } from './route-description.js';

const API = '/wp-json';
const BATCH_PATH = API + BATCH_ROUTE.path;

export interface WordPressRestNeeds {
  readonly routes: RouteTable;
  readonly router: SurfaceRouter;
  readonly levels: ScopeLevels;
  readonly siteUrl: string;
  readonly facts: () => Promise<SiteFacts>;
}

/** What WordPress' API has besides its operations: the indexes, OPTIONS, batches, and the edge around all answers. */
export class WordPressRest {
  /** Comes before the surface is chosen. */
  readonly edge: Middleware;
  private readonly allowed: AllowedMethods;
  private readonly indexes: IndexDocuments;
  private readonly batch: Batch;

  constructor(private readonly needs: WordPressRestNeeds) {
    const { routes, router, levels, siteUrl } = needs;
    const prefixes = prefixesBelow(router);
    this.allowed = new AllowedMethods(routes, levels);
    this.indexes = new IndexDocuments(routes, this.allowed, siteUrl);
    this.batch = new Batch({ routes, router, levels, allowed: this.allowed, prefixes });
    this.edge = wordpressEdge({ siteUrl, prefixes, allowed: this.allowed });
  }

  /** True when the request was none for an operation, and has been answered. */
  async answers(ctx: Context, surface: Surface, run: RunInner): Promise<boolean> {
    if (!isApi(ctx.path)) return false;
    const path = ctx.path.replace(/\/$/, '').toLowerCase();
    if (ctx.method === 'OPTIONS') return this.describe(ctx, surface, path);
    if (path === BATCH_PATH && ctx.method === 'POST') {
      await this.batch.answer(ctx, run);
      return true;
    }
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return false;
    return this.showIndex(ctx, path);
  }

  private async showIndex(ctx: Context, path: string): Promise<boolean> {
    const document =
      path === API ? this.indexes.index(await this.needs.facts()) : this.indexes.namespace(path);
    if (!document) return false;
    ctx.set('Allow', 'GET');
    const names = askedFields(ctx.query);
    // Links lead on from here: they stay whatever else is asked for.
    ctx.body = names ? onlyFields(document, [...names, '_links']) : document;
    return true;
  }

  /** Needs no permission and is never 404: an unknown route has nothing to describe. */
  private describe(ctx: Context, surface: Surface, path: string): boolean {
    ctx.status = 200;
    if (path === BATCH_PATH) {
      ctx.set('Allow', 'POST');
      ctx.body = BATCH_ROUTE.at(this.needs.siteUrl);
      return true;
    }
    const operations = this.needs.routes.at(surface, ctx.path);
    const [first] = operations;
    if (!first) {
      ctx.body = [];
      return true;
    }
    const allowed = this.allowed.of(operations, stateOf(ctx).principal);
    if (allowed.length > 0) ctx.set('Allow', allowed.join(', '));
    const route = first.fullPath.slice(API.length);
    const { _links, ...described } = describeRoute(
      namespaceOf(surface, route),
      this.needs.siteUrl + first.fullPath,
      operations,
    );
    const schema = schemaOf(operations);
    ctx.body = { ...described, ...(schema ? { schema } : {}), ...(_links ? { _links } : {}) };
    return true;
  }
}

/** Longest first, as surfaces are chosen. */
function prefixesBelow(router: SurfaceRouter): string[] {
  const all = router.surfaces.flatMap((surface) => surface.prefixes);
  return all.filter(isApi).sort((a, b) => b.length - a.length);
}
