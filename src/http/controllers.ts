import type { Request as KoaRequest } from 'koa';
import type { Principal } from '../auth/principal.js';
import { ProblemError } from './problem.js';

/** The request as controllers see it. */
export type HostRequest = KoaRequest;

/** Who is asking. Only in operations with `@Security`: elsewhere nobody may be there. */
export function principalOf(request: HostRequest): Principal {
  const principal = request.ctx.state.principal as Principal | null | undefined;
  if (!principal) throw new ProblemError('unauthenticated', 'This operation needs a credential');
  return principal;
}

/** A value that its reference documents without the surface's envelope. */
export interface Bare<T> {
  readonly brand: 'koapress.bare';
  readonly value: T;
}

/** Answers a value as it is, without the surface's envelope. */
export function bare<T>(value: T): Bare<T> {
  return { brand: 'koapress.bare', value };
}

export function isBare(value: unknown): value is Bare<unknown> {
  return (
    typeof value === 'object' && value !== null && (value as { brand?: unknown }).brand === 'koapress.bare'
  );
}
