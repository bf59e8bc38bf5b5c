import { Arena } from './arena.js';
import type { Case } from './cases.js';
import type { Databases } from './databases.js';
import type { Report } from './report.js';
import { type Effort, interleave } from './rounds.js';
import { fillTime } from './time-fill.js';

const LIST = '/time-entries/unbilled?per_page=20';
/** The entries are of so many. */
const CLIENTS = 10;

const CASES: readonly Case[] = [
  list('time-entries/unbilled', LIST),
  list('time-entries/unbilled without total', `${LIST}&total=false`),
  list('time-entries/unbilled of one client', `${LIST}&client_id=3`),
  list('time-entries/unbilled of one project', `${LIST}&project_id=3`),
];

/** The list of unbilled time where there are few entries and where there are many, beside each other. */
export async function unbilledTime(
  databases: Databases,
  sizes: readonly number[],
  effort: Effort,
  report: Report,
): Promise<void> {
  const arenas: { readonly name: string; readonly arena: Arena }[] = [];
  try {
    for (const size of sizes) {
      const arena = await Arena.open(databases, `time_${size}`, CLIENTS);
      arenas.push({ name: `site ${size}`, arena });
      await fillTime(arena.database, arena.orgId, size);
    }
    const [small, big = small] = arenas;
    if (!small || !big) return;
    for (const measured of CASES) {
      const sides = arenas.map(({ name, arena }) => ({ name, contender: arena.site, measured }));
      const rates = await interleave(sides, effort);
      report.compare(`${measured.name}, ${sizes.join(' / ')}`, rates, small.name, big.name);
    }
  } finally {
    for (const { arena } of arenas) await arena.close();
  }
}

function list(name: string, path: string): Case {
  return { name, status: 200, shots: (contender) => [contender.request('GET', path)] };
}
