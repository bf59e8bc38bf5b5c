/** A job that is ready, as the index alone shows it. */
export interface Candidate {
  readonly id: number;
  readonly name: string;
  readonly orgId: number;
  readonly precedence: number;
}

/**
 * Organisations take turns, beginning behind the one that was served last; each gives its most urgent job, the oldest
 * of equals. So a hundred thousand jobs of one organisation keep another's single one waiting for one turn.
 *
 * @param room how many may begin, in all and of each kind
 */
export function fairPick(
  candidates: readonly Candidate[],
  lastOrg: number,
  room: { readonly all: number; readonly of: (name: string) => number },
): Candidate[] {
  const queues = inTurn(candidates, lastOrg);
  const left = new Map<string, number>();
  const picked: Candidate[] = [];
  const takeFrom = (queue: Candidate[]) => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const places = left.get(next.name) ?? room.of(next.name);
      if (places <= 0) continue;
      left.set(next.name, places - 1);
      picked.push(next);
      return;
    }
  };
  while (picked.length < room.all && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) if (picked.length < room.all) takeFrom(queue);
  }
  return picked;
}

/** The candidates of each organisation, most urgent first; those behind `lastOrg` come before the others. */
function inTurn(candidates: readonly Candidate[], lastOrg: number): Candidate[][] {
  const byOrg = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const queue = byOrg.get(candidate.orgId) ?? [];
    byOrg.set(candidate.orgId, queue);
    queue.push(candidate);
  }
  const orgs = [...byOrg.keys()].sort((a, b) => a - b);
  const turn = [...orgs.filter((org) => org > lastOrg), ...orgs.filter((org) => org <= lastOrg)];
  return turn.map((org) =>
    (byOrg.get(org) as Candidate[]).sort((a, b) => a.precedence - b.precedence || a.id - b.id),
  );
}
