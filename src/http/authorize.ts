import { type Principal, reaches, type ScopeLevel } from '../auth/principal.js';
import { ProblemError } from './problem.js';
import type { PublishedOperation } from './route-table.js';

/** Tells the level of a scope; undefined when nothing active declares it. */
export interface ScopeLevels {
  level(scope: string): ScopeLevel | undefined;
}

/** 401 for nobody, 403 for somebody who does not reach this far. Nothing else decides. */
export function authorize(
  operation: PublishedOperation,
  principal: Principal | null,
  wrongCredential: ProblemError | undefined,
  levels: ScopeLevels,
): void {
  if (operation.scopes === null) return;
  const reason = operation.extensions['x-forbidden'] as string | undefined;
  if (!principal)
    throw (
      wrongCredential ?? new ProblemError('unauthenticated', 'This operation needs a credential', { reason })
    );
  const missing = operation.scopes.find((scope) => !mayUse(principal, scope, levels));
  if (missing !== undefined) {
    throw new ProblemError('forbidden', `The credential lacks the scope ${missing}`, {
      reason,
      data: { scope: missing },
    });
  }
}

export function mayUse(principal: Principal, scope: string, levels: ScopeLevels): boolean {
  const level = levels.level(scope);
  return level !== undefined && reaches(principal, scope, level);
}
