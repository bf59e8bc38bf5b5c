import { type Principal, ProblemError, reaches } from '#host';

/** Fields are named as services know them; a controller that says them otherwise translates. */
export function notFound(resource: string, id: number | string): ProblemError {
  return new ProblemError('not_found', `No ${resource} with id ${id}`, { data: { id, resource } });
}

export function unknownReference(field: string, id: number): ProblemError {
  const message = `${field} refers to ${id}, which does not exist`;
  return new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'reference' }] });
}

/** Well-formed, but not together with the rest. */
export function contradiction(field: string, message: string): ProblemError {
  return new ProblemError('unprocessable', message, { details: [{ field, message, rule: 'reference' }] });
}

export function invalid(field: string, rule: string, message: string): ProblemError {
  return new ProblemError('invalid', message, { details: [{ field, message, rule }] });
}

/** Refused by what still hangs on it: `{ projects: 3 }`. */
export function stillUsed(what: string, holders: Readonly<Record<string, number>>): ProblemError {
  const list = Object.entries(holders).filter(([, count]) => count > 0);
  const words = list.map(([name, count]) => `${name.replaceAll('_', ' ')} (${count})`).join(', ');
  return new ProblemError('conflict', `${what} still has ${words}`, { data: Object.fromEntries(list) });
}

/** Who lacks the wider scope reaches only what is their own. */
export function assertOwn(actor: Principal, owner: number | null, scope: string): void {
  if (reaches(actor, scope, 'organization')) return;
  if (owner !== null && owner === actor.userId) return;
  throw new ProblemError('forbidden', `This is not one's own, which needs the scope ${scope}`, {
    data: { scope },
  });
}
