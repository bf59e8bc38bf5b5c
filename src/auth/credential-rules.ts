import { assertWellFormed } from '../accounts/roles.js';
import { ProblemError } from '../http/problem.js';
import type { Principal } from './principal.js';
import type { ScopeRegistry } from './scope-registry.js';

const LONGEST_NAME = 191;
const LONGEST_DESCRIPTION = 1000;

export function assertName(name: string): void {
  if (name.trim() !== '' && name.length <= LONGEST_NAME) return;
  throw badField('name', `name must be a text of 1 to ${LONGEST_NAME} characters.`, 'min_length');
}

export function assertDescription(text: string | null | undefined): void {
  if ((text?.length ?? 0) <= LONGEST_DESCRIPTION) return;
  const message = `description must be at most ${LONGEST_DESCRIPTION} characters long.`;
  throw badField('description', message, 'max_length');
}

/** Nobody can hand out more than they have, and neither keys nor clients of an organisation reach the site. */
export function assertGrantable(actor: Principal, scopes: readonly string[], registry: ScopeRegistry): void {
  assertWellFormed(scopes);
  for (const scope of scopes) {
    if (registry.level(scope) === 'site')
      refuse(`Credentials of an organisation never carry scopes of the site: ${scope}`);
    if (!actor.orgScopes.has('*') && !actor.orgScopes.has(scope))
      refuse(`You do not have the scope ${scope} yourself`);
  }
}

function badField(field: string, message: string, rule: string): ProblemError {
  return new ProblemError('invalid', message, { details: [{ field, message, rule }] });
}

function refuse(message: string): never {
  throw new ProblemError('unprocessable', message, {
    details: [{ field: 'scopes', message, rule: 'reference' }],
  });
}
