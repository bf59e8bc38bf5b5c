import type { Context } from 'koa';
import { authorize, type ScopeLevels } from '../authorize.js';
import { answerProblem, asProblem } from '../boundary.js';
import { isProblem, ProblemError } from '../problem.js';
import type { PublishedOperation, RouteTable } from '../route-table.js';
import { stateOf } from '../state.js';
import type { SurfaceRouter } from '../surface-router.js';
import type { Surface } from '../surfaces/surface.js';
import { plainAddress } from './address.js';
import type { AllowedMethods } from './allowed-methods.js';
import { describingHeaders } from './answer-headers.js';
import { type BatchEntry, readBatch } from './batch-request.js';
import { finishAnswer } from './finish.js';
import { innerContext } from './inner-context.js';
import { allowsBatch } from './route-description.js';

/** Runs one request that lies inside another through limits, routing, checks and controller. */
export type RunInner = (ctx: Context, surface: Surface) => Promise<void>;

export interface BatchNeeds {
  readonly routes: RouteTable;
  readonly router: SurfaceRouter;
  readonly levels: ScopeLevels;
  readonly allowed: AllowedMethods;
  readonly prefixes: readonly string[];
}

interface InnerAnswer {
  readonly body: unknown;
  readonly status: number;
  readonly headers: object;
}

/** `POST batch/v1`: up to 25 requests in one, each with its own answer. */
export class Batch {
  constructor(private readonly needs: BatchNeeds) {}

  async answer(ctx: Context, run: RunInner): Promise<void> {
    const { validation, entries } = readBatch(ctx.request.body);
    const faults = entries.map((entry) => this.fault(ctx, entry));
    ctx.status = 207;
    if (validation === 'require-all-validate' && faults.some((fault) => fault !== null)) {
      ctx.body = { failed: 'validation', responses: faults };
      return;
    }
    const responses: InnerAnswer[] = [];
    // One after the other: a later request may rely on what an earlier one made.
    for (const [index, entry] of entries.entries())
      responses.push(faults[index] ?? (await this.run(ctx, entry, run)));
    ctx.body = { responses };
    ctx.status = 207;
  }

  /** The refusal of a request that cannot run, found without running it; null when it can. */
  private fault(outer: Context, entry: BatchEntry): InnerAnswer | null {
    const inner = this.inner(outer, entry);
    try {
      this.check(inner, entry);
      return null;
    } catch (error) {
      return this.refusal(inner, error);
    }
  }

  private check(inner: Context, entry: BatchEntry): void {
    if (!URL.canParse(`http://localhost${inner.url}`) || !entry.path.startsWith('/')) {
      throw new ProblemError('malformed', 'The path of this request cannot be read', {
        reason: 'parse_path_failed',
      });
    }
    const { surface } = stateOf(inner);
    const match = surface && this.needs.routes.match(surface, inner.method, inner.path);
    if (!surface || match?.kind !== 'match') throw new ProblemError('no_route', 'There is no such address');
    if (!allowsBatch(match.operation)) {
      const message = 'This route cannot be called in a batch';
      throw new ProblemError('invalid', message, { reason: 'rest_batch_not_allowed' });
    }
    inner.params = match.params;
    this.checkArguments(inner, surface, match.operation);
  }

  /** Who may not call it learns nothing of its parameters: the run refuses it. */
  private checkArguments(inner: Context, surface: Surface, operation: PublishedOperation): void {
    const { principal } = stateOf(inner);
    try {
      authorize(operation, principal, undefined, this.needs.levels);
    } catch (error) {
      if (isProblem(error)) return;
      throw error;
    }
    surface.prepare?.(inner, operation);
    operation.reader.read(inner);
  }

  private async run(outer: Context, entry: BatchEntry, run: RunInner): Promise<InnerAnswer> {
    const inner = this.inner(outer, entry);
    try {
      await run(inner, stateOf(inner).surface as Surface);
    } catch (error) {
      return this.refusal(inner, error);
    }
    finishAnswer(inner, this.needs.allowed);
    return answerOf(inner);
  }

  private inner(outer: Context, entry: BatchEntry): Context {
    const inner = innerContext(outer, entry);
    plainAddress(inner, this.needs.prefixes);
    // A path that is no path is refused in the words of the batch itself.
    stateOf(inner).surface = this.needs.router.find(inner.path) ?? stateOf(outer).surface;
    return inner;
  }

  private refusal(inner: Context, error: unknown): InnerAnswer {
    answerProblem(inner, asProblem(inner, error));
    finishAnswer(inner, this.needs.allowed);
    return answerOf(inner);
  }
}

/** No headers print as `[]`, as PHP does. */
function answerOf(ctx: Context): InnerAnswer {
  const headers = describingHeaders(ctx, '');
  return {
    body: ctx.body ?? null,
    status: ctx.status,
    headers: Object.keys(headers).length > 0 ? headers : [],
  };
}
