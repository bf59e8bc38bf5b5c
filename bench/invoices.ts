import type { Knex } from 'knex';
import { Billing, type Invoices } from '../plugins/billing/contract.js';
import type { Principal } from '../src/auth/principal.js';
import { hostPrincipal } from '../src/auth/system-principal.js';
import { createTable } from '../src/database/schema.js';
import type { Host } from '../src/host.js';
import type { Databases } from './databases.js';
import { fillInvoices } from './invoices-fill.js';
import { median } from './load.js';
import { openHost } from './own-host.js';
import type { Report } from './report.js';
import type { Effort } from './rounds.js';

const ORGANIZATIONS = 16;
const LANES = 16;
/** A count of a million rows takes so long that more at once would only stand in line. */
const LANES_FOR_COUNTS = 4;
/** Drafts that wait to be made final in one round, each measured for as long as they last. */
const DRAFTS = 160;

const COUNTED_AT_ONCE = `begin not atomic
  start transaction;
  update floor_counters set last = last_insert_id(last + 1) where id = 1;
  insert into floor_invoices (number, text) values (last_insert_id(), ?);
  commit;
end`;

/** Somebody who bills, and whom. */
interface Seller {
  readonly actor: Principal;
  readonly customerId: number;
}

type Work = (n: number) => Promise<unknown>;

/** Answers how many a second. */
type Side = () => Promise<number>;

/**
 * Invoices by the services of a site in this process, sixteen at once, beside the same database by plain Knex: lists,
 * drafts, and what becomes final on one series and on sixteen.
 */
export async function invoiceSpeed(
  databases: Databases,
  report: Report,
  effort: Effort,
  sizes: readonly number[],
): Promise<void> {
  const database = await databases.create('invoices');
  const host = await openHost(database.siteEnv);
  const knexes = Array.from({ length: LANES / 4 }, () => database.open());
  try {
    const { invoices } = host.plugins.use(Billing);
    const sellers = await Promise.all(Array.from({ length: ORGANIZATIONS }, (_, n) => seller(host, n)));
    await writes(invoices, sellers, knexes, effort.rounds, report);
    await lists(host, invoices, knexes, effort, sizes, report);
  } finally {
    for (const knex of knexes) await knex.destroy();
    await host.close();
  }
}

async function writes(
  invoices: Invoices,
  sellers: readonly Seller[],
  knexes: readonly Knex[],
  rounds: number,
  report: Report,
): Promise<void> {
  const plain = await plainWrites(knexes);
  const { alone } = plain;
  const one = sellers.slice(0, 1);
  const rates = await alternate(rounds, {
    draft: () => fixed((n) => draft(invoices, of(sellers, n))),
    'one series': () => finalizing(invoices, one),
    'sixteen series': () => finalizing(invoices, sellers),
    insert: () => fixed(plain.insert),
    'one counter': () => fixed(plain.count),
    ...(alone && { 'database alone': () => fixed(alone) }),
  });
  const compare = (what: string, left: string, right: string) => told(report, what, rates, left, right);
  compare('invoice draft / plain insert', 'draft', 'insert');
  compare('finalise on one series / plain insert', 'one series', 'insert');
  compare('finalise on one series / counter and insert', 'one series', 'one counter');
  if (alone) compare('finalise on one series / database alone', 'one series', 'database alone');
  compare('finalise on sixteen series / one series', 'sixteen series', 'one series');
}

async function lists(
  host: Host,
  invoices: Invoices,
  knexes: readonly Knex[],
  effort: Effort,
  sizes: readonly number[],
  report: Report,
): Promise<void> {
  const sides: Record<string, Side> = {};
  for (const size of sizes) {
    const { actor, customerId } = await seller(host, ORGANIZATIONS + size);
    await fillInvoices(of(knexes, 0), actor.orgId, customerId, size);
    const filter = { status: 'open', page: 1, perPage: 20 } as const;
    sides[`${size} rows`] = () => during(effort.measureMs, () => invoices.list(actor, filter));
    sides[`${size} rows, plain`] = () =>
      during(effort.measureMs, (n) => plainList(of(knexes, n), actor.orgId), LANES_FOR_COUNTS);
  }
  const rates = await alternate(effort.rounds, sides);
  const [small, big] = sizes as [number, number?];
  for (const size of sizes)
    told(report, `invoices with total, ${size} rows`, rates, `${size} rows`, `${size} rows, plain`);
  if (big) told(report, 'invoices with total, small / big', rates, `${small} rows`, `${big} rows`);
}

async function seller(host: Host, n: number): Promise<Seller> {
  const first = await host.accounts.organizations.first();
  const { id } = await host.accounts.organizations.create(hostPrincipal(first?.id ?? 0, 'bench'), {
    name: `Seller ${n}`,
  });
  const actor = hostPrincipal(id, 'bench');
  const customer = await host.plugins.use(Billing).customers.create(actor, { name: 'Somebody' });
  return { actor, customerId: customer.id };
}

function draft(invoices: Invoices, { actor, customerId }: Seller) {
  const line = { description: 'Work', unitPrice: 10_000, taxRate: 190_000 };
  return invoices.create(actor, { customerId, lines: [line, line] });
}

/** The drafts are there before the clock starts. */
async function finalizing(invoices: Invoices, sellers: readonly Seller[]): Promise<number> {
  const ids: number[] = [];
  for (let n = 0; n < DRAFTS; n += 1) ids.push((await draft(invoices, of(sellers, n))).id);
  return fixed((n) => invoices.finalize(of(sellers, n).actor, ids[n] as number));
}

/**
 * One row a commit; the same after a counter that everybody shares, as whoever numbers without gaps must; and that in one
 * statement, where the server takes it: nobody waits for anything but the database then.
 */
async function plainWrites(knexes: readonly Knex[]): Promise<{ insert: Work; count: Work; alone?: Work }> {
  const [knex] = knexes as [Knex];
  await createTable(knex, 'floor_counters', (table) => {
    table.integer('id').primary();
    table.integer('last').notNullable();
  });
  await createTable(knex, 'floor_invoices', (table) => {
    table.bigIncrements('id');
    table.integer('number').notNullable();
    table.text('text').notNullable();
  });
  await knex('floor_counters').insert({ id: 1, last: 0 });
  const row = (number: number) => ({ number, text: 'x'.repeat(500) });
  return {
    insert: (n) => of(knexes, n)('floor_invoices').insert(row(n)),
    count: (n) =>
      of(knexes, n).transaction(async (trx) => {
        await trx('floor_counters').where({ id: 1 }).increment('last', 1);
        const { last } = await trx('floor_counters').where({ id: 1 }).first();
        await trx('floor_invoices').insert(row(last));
      }),
    ...((await isMariaDb(knex)) && { alone: (n) => of(knexes, n).raw(COUNTED_AT_ONCE, ['x'.repeat(500)]) }),
  };
}

async function isMariaDb(knex: Knex): Promise<boolean> {
  if (knex.client.dialect === 'sqlite3') return false;
  const [[row]] = await knex.raw('select version() as version');
  return String(row.version).includes('MariaDB');
}

/** What one writes first: a page, its lines, and a count. */
async function plainList(knex: Knex, orgId: number): Promise<void> {
  const filter = { org_id: orgId, status: 'open' };
  const newest = [
    { column: 'created_at', order: 'desc' },
    { column: 'id', order: 'desc' },
  ];
  const rows = await knex('billing_invoices').where(filter).orderBy(newest).limit(20);
  await knex('billing_invoice_lines')
    .where({ org_id: orgId })
    .whereIn(
      'invoice_id',
      rows.map(({ id }) => id),
    );
  await knex('billing_invoices').where(filter).count({ total: '*' });
}

/** In turn, so that what else the machine does meets all alike; the first round warms up. */
async function alternate(
  rounds: number,
  sides: Readonly<Record<string, Side>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = new Map<string, number[]>(Object.keys(sides).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1)
    for (const [name, side] of Object.entries(sides)) {
      const rate = await side();
      if (round >= 0) rates.get(name)?.push(rate);
    }
  return rates;
}

function told(
  report: Report,
  what: string,
  rates: ReadonlyMap<string, readonly number[]>,
  left: string,
  right: string,
): void {
  const [own, others] = [rates.get(left) ?? [], rates.get(right) ?? []];
  const ratios = own.map((rate, round) => rate / (others[round] as number));
  const shown = `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
  report.add(what, shown, `${left} ${Math.round(median(own))}/s; ${right} ${Math.round(median(others))}/s`);
}

async function fixed(work: Work): Promise<number> {
  const start = performance.now();
  let next = 0;
  await inLanes(async () => {
    while (next < DRAFTS) await work(next++);
  });
  return (DRAFTS * 1000) / (performance.now() - start);
}

async function during(milliseconds: number, work: Work, lanes = LANES): Promise<number> {
  const start = performance.now();
  let done = 0;
  await inLanes(async () => {
    while (performance.now() - start < milliseconds) await work(done++);
  }, lanes);
  return (done * 1000) / (performance.now() - start);
}

function inLanes(lane: () => Promise<void>, lanes = LANES): Promise<unknown> {
  return Promise.all(Array.from({ length: lanes }, lane));
}

function of<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}
