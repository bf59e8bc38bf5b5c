import Koa, { type Context, type Middleware } from 'koa';
import type { Principal } from '../auth/principal.js';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import { accessLog } from './access-log.js';
import { type Authenticators, authenticate } from './authenticate.js';
import type { ScopeLevels } from './authorize.js';
import { readBody } from './body.js';
import { boundary } from './boundary.js';
import { ClientAddress } from './client-address.js';
import { cors } from './cors.js';
import { dispatch, type Judges } from './dispatch.js';
import { explorer } from './explorer.js';
import type { Idempotency } from './idempotency/idempotency.js';
import { type Counted, Metrics } from './metrics.js';
import { notFoundPage } from './not-found-page.js';
import { OpenApi } from './openapi/document.js';
import { PluginPages } from './pages/plugin-pages.js';
import { isProblem } from './problem.js';
import { addressLimitOf, RateLimits } from './rate-limit.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';
import type { SharedCounts } from './shared-counts.js';
import { stateOf } from './state.js';
import { SurfaceRouter } from './surface-router.js';
import { surfaces } from './surfaces/index.js';
import type { Surface } from './surfaces/surface.js';
import { bringsFile } from './upload.js';
import type { RunInner } from './wordpress/batch.js';
import type { SiteFacts } from './wordpress/index-documents.js';
import { WordPressRest } from './wordpress/wordpress-rest.js';

export interface HttpOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly version: string;
  readonly levels: ScopeLevels;
  readonly idempotency: Idempotency;
  readonly sharedCounts: SharedCounts | undefined;
  readonly metricsToken: () => Promise<string | undefined>;
  /** Shown with the metrics. */
  readonly counted?: readonly Counted[];
  /** What the index of WordPress' API tells of the site; asked on each request. */
  readonly siteFacts: () => Promise<SiteFacts>;
}

/** What the rest of the site brings. */
export interface HttpParts {
  readonly authenticators: Authenticators;
  readonly pages: Middleware;
  /** Told of each answer. */
  readonly uses?: { count(principal: Principal | null, status: number): void };
}

/** The site's HTTP side. Routes may be published before and after the rest is there. */
export class Http {
  readonly router = new SurfaceRouter(surfaces);
  readonly routes = new RouteTable(this.router);
  readonly rateLimits: RateLimits;
  readonly openApi: OpenApi;
  readonly pluginPages: PluginPages;
  private readonly judges: Judges;
  private readonly wordpress: WordPressRest;
  private answering = 0;

  constructor(private readonly options: HttpOptions) {
    const { levels, config, siteFacts: facts } = options;
    const { siteUrl } = config;
    const { routes, router } = this;
    this.wordpress = new WordPressRest({ routes, router, levels, siteUrl, facts });
    this.rateLimits = new RateLimits(options.sharedCounts);
    const { idempotency } = options;
    const limits = config.rateLimits ? this.rateLimits : undefined;
    this.judges = { levels, idempotency, limits };
    const isApi = (path: string) => router.find(path) !== undefined;
    this.pluginPages = new PluginPages({ siteUrl, routes, limits, isApi });
    this.openApi = new OpenApi(this.routes, { siteUrl, version: options.version });
  }

  /** The pipeline, as one list. `pages` are what lies outside the surfaces. */
  app({ authenticators, pages, uses }: HttpParts): Koa {
    const { config, log, metricsToken, sharedCounts, counted = [] } = this.options;
    const { wordpress } = this;
    const metrics = new Metrics(metricsToken, [...counted, ...(sharedCounts ? [sharedCounts.level] : [])]);
    const app = new Koa();
    app.use(
      accessLog({ log, siteUrl: config.siteUrl, addresses: new ClientAddress(config.trustProxy), metrics }),
    );
    app.use(securityHeaders(config.siteUrl));
    app.use(cors(config.corsOrigins));
    app.use(wordpress.edge);
    app.use(async (ctx, next) => {
      await next();
      uses?.count(stateOf(ctx).principal, ctx.status);
    });
    app.use(this.countAnswering);
    app.use(this.chooseSurface);
    app.use(this.surfacePipeline(authenticators));
    app.use(metrics.page);
    app.use(explorer(this.openApi));
    app.use(pages);
    app.use(this.pluginPages.answer);
    app.use(notFoundPage);
    app.on('error', (error: unknown) => log.warn({ err: error }, 'Connection failed'));
    return app;
  }

  /** Whether a request is being answered at this moment. */
  get isAnswering(): boolean {
    return this.answering > 0;
  }

  private readonly countAnswering: Middleware = async (_ctx, next) => {
    this.answering += 1;
    try {
      await next();
    } finally {
      this.answering -= 1;
    }
  };

  private readonly chooseSurface: Middleware = (ctx, next) => {
    stateOf(ctx).surface = this.router.find(ctx.path);
    return boundary(ctx, next);
  };

  private surfacePipeline(authenticators: Authenticators): Middleware {
    return async (ctx, next) => {
      const { surface } = stateOf(ctx);
      if (!surface) return next();
      if (surface.cacheControl !== null) ctx.set('Cache-Control', surface.cacheControl);
      // A nonce may stand in a form, so that surface's bodies are read first.
      if (surface.lenient && !bringsFile(ctx, surface, this.routes)) await readBody(ctx, surface);
      await this.admit(ctx, surface, authenticators);
      if (await this.wordpress.answers(ctx, surface, this.runInner)) return;
      await dispatch(ctx, surface, this.routes, this.judges);
    };
  }

  /** A request inside a batch has its caller already; it counts like any other. */
  private readonly runInner: RunInner = async (ctx, surface) => {
    await this.limit(ctx, surface);
    await dispatch(ctx, surface, this.routes, this.judges);
  };

  /** Wrong credentials that are refused at once count too, by address: else they would be the way round the limits. */
  private async admit(ctx: Context, surface: Surface, authenticators: Authenticators): Promise<void> {
    try {
      await authenticate(ctx, surface, authenticators);
    } catch (error) {
      if (isProblem(error) && error.code !== 'unavailable') await this.limit(ctx, surface);
      throw error;
    }
    const { principal, credentialProblem } = stateOf(ctx);
    const isStranger = !principal && !credentialProblem;
    if (!isStranger || !this.hasOwnLimit(ctx, surface)) await this.limit(ctx, surface);
  }

  private hasOwnLimit({ method, path }: Context, surface: Surface): boolean {
    const match = this.routes.match(surface, method, path);
    return match.kind === 'match' && addressLimitOf(match.operation)?.instead === true;
  }

  private async limit(ctx: Context, surface: Surface): Promise<void> {
    if (this.options.config.rateLimits) await this.rateLimits.consume(ctx, surface);
  }
}
