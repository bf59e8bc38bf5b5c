import { Arena } from './arena.js';
import { getsBesideJobs } from './background.js';
import {
  assertSame,
  create,
  createOnce,
  deepPage,
  differentPages,
  getOne,
  listWithoutTotal,
  listWithTotal,
  plainClient,
} from './cases.js';
import { type Databases, openMariaDb, openSqlite } from './databases.js';
import { deliverySpeed, whileTold } from './deliveries.js';
import { documentSpeed } from './documents.js';
import { invoiceSpeed } from './invoices.js';
import { jobsThroughQueue } from './jobs.js';
import { ledgerSpeed } from './ledger.js';
import { LOAD_CORE, pin } from './processes.js';
import { heading, Report } from './report.js';
import { type Effort, interleave, type Side } from './rounds.js';
import { unbilledTime } from './time.js';
import { timeReports } from './time-reports.js';
import { costOfCount, underWrites } from './writes.js';

const QUICK = process.env.BENCH_QUICK === '1';
const CASES = process.env.BENCH_CASES?.split(',') ?? [
  'requests',
  'background',
  'documents',
  'invoices',
  'ledger',
  'time',
  'reports',
];
const SMALL = 10_000;
const BIG = 1_000_000;
const EFFORT: Effort = QUICK
  ? { rounds: 3, warmUpMs: 100, measureMs: 350, lanes: 32, firstMs: 400 }
  : { rounds: 5, warmUpMs: 150, measureMs: 600, lanes: 32, firstMs: 1000 };
/** A count of a million rows takes so long that 32 at once would only stand in line. */
const LANES_FOR_COUNTS = 4;
const WRITE_SHARES = [1, 10];

async function bench(databases: Databases): Promise<void> {
  const report = new Report(databases.engine);
  const arenas: Arena[] = [];
  try {
    if (CASES.includes('invoices'))
      await invoiceSpeed(databases, report, EFFORT, QUICK ? [SMALL] : [SMALL, BIG]);
    if (CASES.includes('time')) await unbilledTime(databases, QUICK ? [SMALL] : [SMALL, BIG], EFFORT, report);
    if (CASES.includes('reports'))
      await timeReports(databases, report, EFFORT.rounds, QUICK ? [SMALL] : [SMALL, BIG]);
    if (!['background', 'documents', 'ledger', 'requests'].some((name) => CASES.includes(name))) return;
    arenas.push(await Arena.open(databases, 'small', SMALL));
    const small = arenas[0] as Arena;
    if (CASES.includes('background')) await background(databases, small, report);
    if (CASES.includes('documents')) await documentSpeed(small, EFFORT, report);
    if (CASES.includes('ledger')) await ledgerSpeed(small, EFFORT, report);
    if (CASES.includes('requests')) await requests(databases, arenas, report);
  } finally {
    for (const arena of arenas) await arena.close();
    await databases.close();
  }
}

/** What goes on beside requests, and what it costs them. */
async function background(databases: Databases, small: Arena, report: Report): Promise<void> {
  await createsOnce(small, report);
  await createsTold(small, report);
  if (databases.engine === 'MariaDB') await jobsThroughQueue(databases, report, EFFORT.rounds);
  await deliverySpeed(small.program, EFFORT.rounds, report);
  await getsBesideJobs(small, EFFORT, report);
}

async function requests(databases: Databases, arenas: Arena[], report: Report): Promise<void> {
  const small = arenas[0] as Arena;
  if (!QUICK) arenas.push(await Arena.open(databases, 'big', BIG));
  await singles(small, report);
  await lists(small, arenas[1], report);
  for (const arena of arenas) await listsUnderWrites(arena, report);
  await creates(small, report);
}

async function singles({ site, floor, count }: Arena, report: Report): Promise<void> {
  for (const measured of [getOne(count), differentPages, deepPage]) {
    await assertSame(measured, site, floor);
    const sides = [
      { name: 'site', contender: site, measured },
      { name: 'floor', contender: floor, measured },
    ];
    report.compare(measured.name, await interleave(sides, EFFORT), 'site', 'floor');
  }
}

async function lists(small: Arena, big: Arena | undefined, report: Report): Promise<void> {
  for (const measured of [listWithoutTotal, listWithTotal]) {
    const sides: Side[] = [];
    for (const arena of big ? [small, big] : [small]) {
      await assertSame(measured, arena.site, arena.floor);
      const slow = arena === big && measured === listWithTotal;
      sides.push({ name: `site ${sizeOf(arena)}`, contender: arena.site, measured });
      sides.push({
        name: `floor ${sizeOf(arena)}`,
        contender: arena.floor,
        measured,
        ...(slow ? { lanes: LANES_FOR_COUNTS } : {}),
      });
    }
    const rates = await interleave(sides, EFFORT);
    for (const arena of big ? [small, big] : [small]) {
      const size = sizeOf(arena);
      report.compare(`${measured.name}, ${size} rows`, rates, `site ${size}`, `floor ${size}`);
    }
    if (!big) continue;
    const [from, to] = [sizeOf(small), sizeOf(big)];
    report.compare(`${measured.name}, site at ${from} / ${to} rows`, rates, `site ${from}`, `site ${to}`);
  }
}

async function listsUnderWrites(arena: Arena, report: Report): Promise<void> {
  const size = sizeOf(arena);
  const writer = await arena.secondNode();
  try {
    const alone = await interleave([{ name: 'site', contender: arena.site, measured: listWithTotal }], {
      ...EFFORT,
      rounds: 1,
    });
    const quiet = alone.get('site')?.[0]?.perSecond ?? Number.NaN;
    for (const percent of WRITE_SHARES) {
      const effort = { ...EFFORT, measureMs: EFFORT.measureMs * 4 };
      const found = await underWrites(arena, writer, percent, effort);
      report.add(
        `list with total, ${size} rows, ${percent} % writes / none`,
        (found.readsPerSecond / quiet).toFixed(2),
        `${Math.round(found.readsPerSecond)} lists/s, ${found.writes} writes, ${found.recounts} counts, all ${found.checked} totals right`,
      );
    }
  } finally {
    await writer.server.stop();
  }
  report.add(`one count, ${size} rows`, '', `${(await costOfCount(arena)).toFixed(1)} ms`);
}

/**
 * A creation under a key, with its audit line and a webhook in the outbox, beside the same without key and webhook, and
 * beside a floor that keeps the same rows. The receiver never answers, so that only what is written is measured.
 */
async function createsTold({ program, floor }: Arena, report: Report): Promise<void> {
  const measured = [
    { name: 'with all', contender: program, measured: createOnce('/clients') },
    { name: 'without', contender: program, measured: create('/clients', plainClient()) },
    { name: 'floor', contender: floor, measured: createOnce('/clients/once-and-told') },
  ];
  const [all, alone, besideFloor] = measured as [Side, Side, Side];
  const rates = new Map(await interleave([alone], EFFORT));
  for (const [name, rounds] of await whileTold(program, () => interleave([all, besideFloor], EFFORT)))
    rates.set(name, rounds);
  report.compare('create, with key, audit and outbox / without', rates, 'with all', 'without');
  report.compare('create with all of them, same writes (0.6)', rates, 'with all', 'floor');
}

/** What an Idempotency-Key costs: beside the same creation without, and beside a floor that keeps the same rows. */
async function createsOnce({ program, floor }: Arena, report: Report): Promise<void> {
  const rates = await interleave(
    [
      { name: 'without', contender: program, measured: create('/clients', plainClient()) },
      { name: 'with', contender: program, measured: createOnce('/clients') },
      { name: 'floor', contender: floor, measured: createOnce('/clients/once') },
    ],
    EFFORT,
  );
  report.compare('create, with Idempotency-Key / without', rates, 'with', 'without');
  report.compare('create with Idempotency-Key, same writes', rates, 'with', 'floor');
}

async function creates({ site, floor }: Arena, report: Report): Promise<void> {
  const rates = await interleave(
    [
      { name: 'site', contender: site, measured: create('/clients') },
      { name: 'floor, same writes', contender: floor, measured: create('/clients/same-writes') },
      { name: 'floor, bare insert', contender: floor, measured: create('/clients') },
    ],
    EFFORT,
  );
  report.compare('create, same writes', rates, 'site', 'floor, same writes');
  report.compare('create, bare insert', rates, 'site', 'floor, bare insert');
}

function sizeOf({ count }: Arena): string {
  return count >= 1_000_000 ? `${count / 1_000_000} M` : `${count / 1000} k`;
}

const pinned = pin(process.pid, LOAD_CORE);
process.stdout.write(pinned ? 'Servers on core 0, load on core 1\n' : 'Not pinned: the ratios waver more\n');
heading();
const wanted = process.env.BENCH_ENGINES?.split(',') ?? ['mariadb', 'sqlite'];
if (wanted.includes('mariadb')) {
  const mariadb = await openMariaDb();
  if (mariadb) await bench(mariadb);
  else
    process.stdout.write(
      '\nNOT MEASURED: MariaDB. Install it (apt-get install mariadb-server), or set TEST_DATABASE_URL\n\n',
    );
}
if (wanted.includes('sqlite')) await bench(await openSqlite());
