import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { Agency } from '../plugins/agency/contract.js';
import { personFigures, projectFigures } from '../plugins/agency/reports/time-figures.js';
import { Billing } from '../plugins/billing/contract.js';
import { hostPrincipal } from '../src/auth/system-principal.js';
import type { Host } from '../src/host.js';
import type { Databases } from './databases.js';
import { dialectOf, fillNumbers, NUMBERS, prepareNumbers } from './fill.js';
import { median } from './load.js';
import { openHost } from './own-host.js';
import type { Report } from './report.js';

const PROJECTS = 200;
const PEOPLE = 50;
const YEAR = { from: '2026-01-01', to: '2026-12-31' } as const;

/** The figures of a report over so many time entries, and what whoever notes time meanwhile waits for. */
export async function timeReports(
  databases: Databases,
  report: Report,
  rounds: number,
  sizes: readonly number[],
): Promise<void> {
  const database = await databases.create('reports');
  const host = await openHost(database.siteEnv);
  const knex = database.open();
  try {
    for (const size of sizes) await oneSize(host, knex, report, rounds, size);
  } finally {
    await knex.destroy();
    await host.close();
  }
}

async function oneSize(host: Host, knex: Knex, report: Report, rounds: number, size: number): Promise<void> {
  const first = await host.accounts.organizations.first();
  const made = await host.accounts.organizations.create(hostPrincipal(first?.id ?? 0, 'bench'), {
    name: `${size}`,
  });
  const actor = hostPrincipal(made.id, 'bench');
  const agency = host.plugins.use(Agency);
  const client = await agency.clients.create(actor, { name: 'Somebody' });
  const projects: number[] = [];
  for (let n = 0; n < PROJECTS; n += 1)
    projects.push((await agency.projects.create(actor, { name: `Project ${n}`, clientId: client.id })).id);
  await fillTime(knex, made.id, client.id, projects[0] as number, size);
  const { db, accounts } = host;
  const names = { db, accounts: accounts.directory, customers: host.plugins.use(Billing).customers };
  const write = () => knex('agency_time_entries').insert(entry(made.id, client.id, projects[0] as number));
  const alone = await waits(write, async () => undefined);
  const kinds = { time_by_project: projectFigures, utilisation: personFigures };
  for (const [type, figures] of Object.entries(kinds)) {
    const held = monitorEventLoopDelay({ resolution: 5 });
    held.enable();
    const took: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      beside.push(
        ...(await waits(write, async () => {
          const start = performance.now();
          await figures(names, actor, { type: 'time_by_project', ...YEAR });
          took.push(performance.now() - start);
        })),
      );
    }
    const longest = (all: readonly number[]) => Math.max(...all).toFixed(0);
    held.disable();
    const inserts = `longest insert beside it ${longest(beside)} ms, alone ${longest(alone)} ms`;
    const detail = `${inserts}; the process did nothing else for ${(held.max / 1e6).toFixed(0)} ms at most`;
    report.add(`report ${type}, ${size} entries`, `${median(took).toFixed(0)} ms`, detail);
  }
}

/** How long inserts take, one after the other, while the work is done (at least twenty). */
async function waits(write: () => PromiseLike<unknown>, work: () => Promise<void>): Promise<number[]> {
  const all: number[] = [];
  let isOver = false;
  const worked = work().then(() => {
    isOver = true;
  });
  while (!isOver || all.length < 20) {
    const start = performance.now();
    await write();
    all.push(performance.now() - start);
    // SQLite writes at once: without a turn of the loop nobody would ever hear that the work is over.
    await setImmediate();
  }
  await worked;
  return all;
}

async function fillTime(
  db: Knex,
  orgId: number,
  clientId: number,
  project: number,
  count: number,
): Promise<void> {
  const say = dialectOf(db);
  const day = say.joined("'2026-'", say.padded('1 + n % 12', 2), "'-'", say.padded('1 + n % 28', 2));
  await prepareNumbers(db);
  await fillNumbers(db, count);
  await db.raw(
    `insert into agency_time_entries (org_id, client_id, project_id, user_id, date, minutes, rounded_minutes, billable,
     created_at, updated_at)
     select ${orgId}, ${clientId}, ${project} + n % ${PROJECTS}, 1 + n % ${PEOPLE}, ${day}, 30 + n % 60, 60, n % 3 > 0,
     '2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000' from ${NUMBERS} order by n`,
  );
  await db.schema.dropTable(NUMBERS);
  await db.raw(db.client.dialect === 'sqlite3' ? 'analyze' : 'analyze table agency_time_entries');
}

function entry(orgId: number, clientId: number, projectId: number) {
  const at = '2026-01-01 00:00:00.000';
  const facts = { org_id: orgId, client_id: clientId, project_id: projectId, user_id: 1, date: '2026-06-01' };
  return { ...facts, minutes: 30, rounded_minutes: 30, billable: 1, created_at: at, updated_at: at };
}
