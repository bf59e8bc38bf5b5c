import type { Accounts, Database, Sums, Tenant } from '#host';
import type { Customers } from '../../billing/contract.js';
import { PROJECTS } from '../projects/project-row.js';
import { TIME_ENTRIES, type TimeEntryRow } from '../time/time-entry-row.js';
import { type Column, type Figures, type Row, type Subject, summed } from './figures.js';

const AT_ONCE = 500;

const minutes = (key: string, title: string): Column => ({ key, title, kind: 'minutes' });
const ENTRIES: Column = { key: 'entries', title: 'Entries', kind: 'count' };

const BY_PROJECT: readonly Column[] = [
  { key: 'client', title: 'Client', kind: 'text' },
  { key: 'project', title: 'Project', kind: 'text' },
  ENTRIES,
  minutes('minutes', 'Minutes'),
  minutes('billableMinutes', 'Billable minutes'),
  minutes('roundedMinutes', 'Billable minutes, rounded'),
];

const BY_PERSON: readonly Column[] = [
  { key: 'person', title: 'Person', kind: 'text' },
  ENTRIES,
  minutes('minutes', 'Minutes'),
  minutes('billableMinutes', 'Billable minutes'),
  { key: 'utilisation', title: 'Utilisation in per cent', kind: 'percent' },
];

interface Names {
  readonly db: Database;
  readonly accounts: Accounts;
  readonly customers: Customers;
}

type Spent = { entries: number; minutes: number; billableMinutes: number; roundedMinutes: number };

/** Time of ended entries by project; timers that run are left out. */
export async function projectFigures(names: Names, tenant: Tenant, subject: Subject): Promise<Figures> {
  const spent = spentBy('projectId', await sums(names.db, tenant, subject, 'projectId'));
  const ids = [...spent.keys()];
  const projects = await inParts(ids, (part) => names.db.of(PROJECTS, tenant).whereIn('id', part).all());
  const owners = [...new Set(projects.map(({ clientId }) => clientId))];
  const clients = await inParts(owners, async (part) => [
    ...(await names.customers.getMany(tenant, part)).values(),
  ]);
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]));
  const rows: Row[] = projects.map(({ id, publicId: projectId, name, clientId }) => ({
    client: clientNames.get(clientId) ?? '',
    project: name,
    projectId,
    ...(spent.get(id) as Spent),
  }));
  const keys = ['entries', 'minutes', 'billableMinutes', 'roundedMinutes'];
  return {
    columns: BY_PROJECT,
    rows: ordered(rows, ['client', 'project', 'projectId']),
    totals: [summed(rows, keys)],
  };
}

/** How much of each person's noted time can be billed. */
export async function personFigures(names: Names, tenant: Tenant, subject: Subject): Promise<Figures> {
  const spent = spentBy('userId', await sums(names.db, tenant, subject, 'userId'));
  const people = await inParts([...spent.keys()], async (part) => [
    ...(await names.accounts.members(tenant, part)).values(),
  ]);
  const known = new Map(people.map((person) => [person.id, person]));
  const rows: Row[] = [...spent].map(([userId, { roundedMinutes: _, ...own }]) => ({
    person: known.get(userId)?.name ?? `Former member ${userId}`,
    userId: known.get(userId)?.publicId ?? null,
    ...own,
    utilisation: utilisation(own),
  }));
  const total = summed(rows, ['entries', 'minutes', 'billableMinutes']);
  const whole = { ...total, utilisation: utilisation(total as unknown as Spent) };
  return { columns: BY_PERSON, rows: ordered(rows, ['person', 'userId']), totals: [whole] };
}

type Grouped = Sums<TimeEntryRow, 'projectId' | 'userId' | 'billable', 'minutes' | 'roundedMinutes'>;

/** One statement, served by an index that has all of it. */
function sums(db: Database, tenant: Tenant, { from, to }: Subject, by: 'projectId' | 'userId') {
  const ended = db.of(TIME_ENTRIES, tenant).where({ runningUserId: null });
  return ended
    .compare('date', '>=', from)
    .compare('date', '<=', to)
    .sums([by, 'billable'], ['minutes', 'roundedMinutes']) as Promise<Grouped[]>;
}

function spentBy(by: 'projectId' | 'userId', groups: readonly Grouped[]): Map<number, Spent> {
  const spent = new Map<number, Spent>();
  for (const { key, count, sums } of groups) {
    const before = spent.get(key[by]) ?? { entries: 0, minutes: 0, billableMinutes: 0, roundedMinutes: 0 };
    spent.set(key[by], {
      entries: before.entries + count,
      minutes: before.minutes + sums.minutes,
      billableMinutes: before.billableMinutes + (key.billable ? sums.minutes : 0),
      roundedMinutes: before.roundedMinutes + (key.billable ? sums.roundedMinutes : 0),
    });
  }
  return spent;
}

/** Hundredths of one per cent, rounded half up. */
function utilisation({ minutes: all, billableMinutes }: Pick<Spent, 'minutes' | 'billableMinutes'>): number {
  return all === 0 ? 0 : Math.floor((billableMinutes * 20_000 + all) / (2 * all));
}

async function inParts<T>(ids: readonly number[], read: (part: number[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) all.push(...(await read(ids.slice(at, at + AT_ONCE))));
  return all;
}

/** By texts letter for letter and by numbers: the same on every machine. */
function ordered(rows: readonly Row[], keys: readonly string[]): Row[] {
  return [...rows].sort((a, b) => {
    const key = keys.find((name) => a[name] !== b[name]);
    if (key === undefined) return 0;
    return (a[key] ?? '') < (b[key] ?? '') ? -1 : 1;
  });
}
