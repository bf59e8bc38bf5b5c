import { type Principal, ProblemError, reaches } from '#host';

export { contradiction, invalid, notFound, stillUsed, unknownReference } from '#host';

/** Who lacks the wider scope reaches only what is their own. */
export function assertOwn(actor: Principal, owner: number | null, scope: string): void {
  if (reaches(actor, scope, 'organization')) return;
  if (owner !== null && owner === actor.userId) return;
  throw new ProblemError('forbidden', `This is not one's own, which needs the scope ${scope}`, {
    data: { scope },
  });
}
