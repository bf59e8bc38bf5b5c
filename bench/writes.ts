import type { Arena, Contender } from './arena.js';
import { create, listWithTotal, totalOf, wrong } from './cases.js';
import { type Answer, Lane, median, once, run, type Shot, shot } from './load.js';
import type { Effort } from './rounds.js';

export interface UnderWrites {
  readonly readsPerSecond: number;
  readonly writes: number;
  /** Answers whose total was checked. */
  readonly checked: number;
  /** How often the site counted again. */
  readonly recounts: number;
}

const COUNTED = 'koapress_list_counts_total';

/**
 * Lists with total, while a second process creates clients of the same organisation and status: one for every so
 * many reads. The writer has one request in flight, so rows are committed in the order of the list: the newest row
 * on a page tells which snapshot it shows, and every total is a count of one snapshot. It must not be an older one
 * than the page shows, nor lack what was acknowledged before the request, nor hold what was sent after the answer.
 */
export async function underWrites(
  arena: Arena,
  writer: Contender,
  percent: number,
  effort: Effort,
): Promise<UnderWrites> {
  const { database, orgId, site } = arena;
  const filter = { org_id: orgId, status: 'active' };
  const before = await database('agency_clients').where(filter).count({ total: '*' }).max({ last: 'id' });
  const [{ total: base, last }] = before as [{ total: number; last: number }];
  const recounts = await recountsOf(site);
  const [list] = listWithTotal.shots(site) as [Shot];
  const writes = new Writes(
    await Lane.open(writer.server.target),
    create('/clients').shots(writer)[0] as Shot,
  );
  const every = Math.round(100 / percent);
  const seen: Seen[] = [];
  const acknowledged: number[] = [];
  const rate = await run({
    target: site.server.target,
    lanes: effort.lanes,
    warmUpMs: 0,
    measureMs: effort.measureMs,
    next: (n) => {
      acknowledged[n] = writes.acknowledged;
      return list;
    },
    check: (answer, n) => {
      seen.push({ ...seenIn(answer), least: acknowledged[n] as number, most: writes.sent });
      return n % every === every - 1 ? writes.one() : undefined;
    },
  });
  writes.close();
  const after = (await recountsOf(site)) - recounts;
  const created = await database('agency_clients')
    .where(filter)
    .where('id', '>', last)
    .orderBy([{ column: 'created_at' }, { column: 'id' }])
    .pluck('id');
  assertTotals(seen, Number(base), created.map(Number));
  return { readsPerSecond: rate.perSecond, writes: created.length, checked: seen.length, recounts: after };
}

/** Milliseconds for one count of what the list matches. */
export async function costOfCount({ database, orgId }: Arena): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    await database('agency_clients').where({ org_id: orgId, status: 'active' }).count({ total: '*' });
    times.push(performance.now() - start);
  }
  return median(times);
}

interface Shown {
  readonly newest: number;
  readonly total: number;
}

interface Seen extends Shown {
  /** Rows created, at least and at most, in whatever snapshot was counted. */
  readonly least: number;
  readonly most: number;
}

function seenIn(answer: Answer): Shown {
  const newest = /"id":(\d+)/.exec(answer.body.toString('latin1', 0, 200))?.[1];
  if (answer.status !== 200 || newest === undefined) throw wrong(answer, 'not a list');
  return { newest: Number(newest), total: Number(totalOf(answer)) };
}

function assertTotals(seen: readonly Seen[], base: number, created: readonly number[]): void {
  const rank = new Map(created.map((id, n) => [id, n + 1]));
  for (const { newest, total, least, most } of seen) {
    const shown = rank.get(newest) ?? 0;
    const counted = total - base;
    if (counted >= Math.max(shown, least) && counted <= most) continue;
    throw new Error(
      `A list counted ${counted} new rows: it shows ${shown}, and there were ${least} to ${most}`,
    );
  }
}

/** One request at a time; the others wait for their turn. */
class Writes {
  sent = 0;
  acknowledged = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly lane: Lane,
    private readonly request: Shot,
  ) {}

  one(): Promise<void> {
    const mine = this.last.then(async () => {
      this.sent += 1;
      const answer = await this.lane.send(this.request);
      if (answer.status !== 201) throw wrong(answer, 'not created');
      this.acknowledged += 1;
    });
    this.last = mine;
    return mine;
  }

  close(): void {
    this.lane.close();
  }
}

async function recountsOf({ server }: Contender): Promise<number> {
  const { body } = await once(server.target, shot('GET', server.target, '/metrics', {}));
  const line = new RegExp(`^${COUNTED} (\\d+)$`, 'm').exec(body.toString('utf8'));
  return Number(line?.[1]);
}
