import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Registry } from '../../owned-registry.js';
import { isFile, writeFile } from '../file-answer.js';
import { ProblemError } from '../problem.js';
import type { RateLimits } from '../rate-limit.js';
import type { RouteTable } from '../route-table.js';
import { allowFormsTo } from '../security-headers.js';
import { stateOf } from '../state.js';
import { readForm } from './form.js';
import { show } from './layout.js';
import { isCrossSite } from './origin.js';
import type { PageAnswer, PageSpec, PageView } from './page-answer.js';
import { showProblem } from './problem-page.js';

/** Plugins' own pages lie below their name; those of the site's are none of theirs. */
const NAME = /^(GET|POST) (\/[a-z0-9][a-z0-9-]*(?:\/(?:[\w.~-]+|:[a-z][a-zA-Z0-9]*))+)$/;

interface Needs {
  readonly siteUrl: string;
  /** A plugin stays until its last request has left, as with its operations. */
  readonly routes: Pick<RouteTable, 'enter' | 'leave'>;
  /** Undefined: nothing is counted. */
  readonly limits: Pick<RateLimits, 'consumePage'> | undefined;
  /** True for paths that an API answers. */
  readonly isApi: (path: string) => boolean;
}

interface OwnedPage {
  readonly owner: string;
  readonly spec: PageSpec;
}

/** Pages for people that come and go with their plugins. They know nobody: who has the address may see them. */
export class PluginPages implements Registry<PageSpec> {
  private pages: readonly OwnedPage[] = [];
  private router = new Router();

  constructor(private readonly needs: Needs) {}

  check(owner: string, specs: readonly PageSpec[]): void {
    const taken = new Set<string>();
    for (const { name } of specs) {
      const path = NAME.exec(name)?.[2];
      if (!path?.startsWith(`/${owner}/`) || this.needs.isApi(path)) {
        const rule = `it must be GET or POST and a path below /${owner}/ that no API has`;
        throw new ProblemError('conflict', `The page ${name} cannot be served: ${rule}`, {
          reason: 'bad_page',
        });
      }
      if (taken.has(signature(name)))
        throw new ProblemError('conflict', `The page ${name} is there twice`, { reason: 'page_taken' });
      taken.add(signature(name));
    }
  }

  async prepare(): Promise<void> {}

  declare(owner: string, specs: readonly PageSpec[]): void {
    this.check(owner, specs);
    this.swap([...this.pages, ...specs.map((spec) => ({ owner, spec }))]);
  }

  withdraw(owner: string): void {
    this.swap(this.pages.filter((page) => page.owner !== owner));
  }

  /** The routes wait for requests to pages too. */
  async drain(): Promise<void> {}

  async forget(): Promise<void> {}

  readonly answer: Middleware = async (ctx, next) => {
    const found = this.find(ctx);
    if (!found) {
      stateOf(ctx).page = this.near(ctx.path);
      return next();
    }
    const { routes } = this.needs;
    stateOf(ctx).page = patternOf(found.page.spec);
    routes.enter(found.page.owner);
    try {
      await this.run(ctx, found.page.spec, found.params);
    } catch (error) {
      showProblem(ctx, error);
    } finally {
      routes.leave(found.page.owner);
    }
  };

  private async run(ctx: Context, spec: PageSpec, params: Readonly<Record<string, string>>): Promise<void> {
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Robots-Tag', 'noindex');
    await this.needs.limits?.consumePage(ctx);
    const isPosted = ctx.method === 'POST';
    if (isPosted && !spec.takesForeignForms && isCrossSite(ctx, this.needs.siteUrl))
      throw new ProblemError('forbidden', 'This form was sent by another site');
    const form = isPosted ? await readForm(ctx) : new URLSearchParams();
    const query = new URLSearchParams(ctx.querystring);
    write(ctx, await spec.answer({ params, query, form, languages: ctx.acceptsLanguages() as string[] }));
  }

  private find(ctx: Context) {
    if (this.pages.length === 0) return undefined;
    const layer = this.router.match(ctx.path, ctx.method === 'HEAD' ? 'GET' : ctx.method).pathAndMethod[0];
    const page = layer && this.pages[this.router.stack.indexOf(layer)];
    return page && { page, params: layer.params(ctx.path, layer.captures(ctx.path)) };
  }

  /** Of an address that is a page's but for its end or method: what opens the page stays out of the log there too. */
  private near(path: string): string | undefined {
    const found = this.pages.find(({ spec }) => {
      const [literal = '', ...places] = patternOf(spec).split(':');
      return places.length > 0 && path.toLowerCase().startsWith(literal);
    });
    return found && patternOf(found.spec);
  }

  /** In one assignment: no request sees half of it. What is literal is looked at before what is not. */
  private swap(pages: readonly OwnedPage[]): void {
    const sorted = [...pages].sort((a, b) => (signature(a.spec.name) < signature(b.spec.name) ? -1 : 1));
    const router = new Router({ sensitive: true, strict: true });
    for (const { spec } of sorted) {
      const [method = ''] = spec.name.split(' ');
      router.register(patternOf(spec), [method], () => undefined);
    }
    this.pages = sorted;
    this.router = router;
  }
}

function patternOf({ name }: PageSpec): string {
  return name.slice(name.indexOf(' ') + 1);
}

function write(ctx: Context, answer: PageAnswer): void {
  if (isFile(answer)) {
    writeFile(ctx, answer);
  } else if (answer.brand === 'koapress.view') {
    showView(ctx, answer.view);
  } else {
    ctx.status = 303;
    ctx.redirect(answer.address);
  }
}

function showView(ctx: Context, { status = 200, formsLeadTo = [], ...parts }: PageView): void {
  ctx.status = status;
  allowFormsTo(ctx, formsLeadTo);
  show(ctx, parts);
}

/** The same for two names that answer the same; places for anything sort behind letters. */
function signature(name: string): string {
  return name.replace(/:[^/]+/g, '~~');
}
