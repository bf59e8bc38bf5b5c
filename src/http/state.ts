import type { Context } from 'koa';
import type { Principal } from '../auth/principal.js';
import type { Logger } from '../log.js';
import type { ProblemError } from './problem.js';
import type { PublishedOperation } from './route-table.js';
import type { Surface } from './surfaces/surface.js';

/** What the pipeline knows of a request; kept in `ctx.state`. */
export class RequestState {
  surface: Surface | undefined = undefined;
  principal: Principal | null = null;
  /** A wrong credential, answered where the operation needs one. */
  credentialProblem: ProblemError | undefined = undefined;
  operation: PublishedOperation | undefined = undefined;
  /** The pattern of the page that answers: its address may open something, and is not written down. */
  page: string | undefined = undefined;
  private ownLog: Logger | undefined = undefined;

  constructor(
    readonly requestId: string,
    /** Address of the site, for absolute links. No slash at its end. */
    readonly siteUrl: string,
    /** The client's address, behind trusted proxies the one they name. */
    readonly address: string,
    private readonly siteLog: Logger,
  ) {}

  /** Puts the request's id on each line; most requests say nothing, so it is made when needed. */
  get log(): Logger {
    this.ownLog ??= this.siteLog.child({ requestId: this.requestId });
    return this.ownLog;
  }
}

export function stateOf(ctx: Context): RequestState {
  return ctx.state as RequestState;
}

declare module 'koa' {
  interface Request {
    /** The parsed body; undefined when there was none. */
    body?: unknown;
    rawBody?: string;
  }
}
