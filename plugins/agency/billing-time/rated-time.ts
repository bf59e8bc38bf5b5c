import { type Principal, ProblemError, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { CatalogueRecords } from '../catalogue.js';
import type { Project, TimeGrouping } from '../contract.js';
import { contradiction, unknownReference } from '../problems.js';
import { PROJECTS } from '../projects/project-row.js';
import { TASKS } from '../tasks/task-row.js';
import type { TimeEntryRow } from '../time/time-entry-row.js';
import type { MemberRateRecords } from './member-rates.js';
import type { RatedTime } from './time-lines.js';
import type { TimeToBill } from './time-to-bill.js';

interface Wish {
  readonly groupBy: TimeGrouping;
  readonly currency: string;
  /** Public id. */
  readonly serviceId: string | undefined;
}

/** What entries refer to, each looked up in one query. */
interface Beside {
  readonly projects: ReadonlyMap<number, Pick<Project, 'name' | 'hourlyRate'>>;
  readonly tasks: ReadonlyMap<number, { readonly title: string }>;
  readonly people: ReadonlyMap<number, { readonly name: string }>;
}

/** Says what an hour costs, and what its line is called. */
export class TimeRater {
  constructor(
    private readonly host: AgencyHost,
    private readonly memberRates: MemberRateRecords,
    private readonly catalogue: CatalogueRecords,
  ) {}

  async rate(actor: Principal, { client, entries }: TimeToBill, wish: Wish): Promise<RatedTime[]> {
    const beside = await this.beside(actor, entries);
    const service = await this.serviceRate(actor, wish);
    const members = await this.memberRates.ofMany(actor, unique(entries, 'userId'), wish.currency);
    const rateOf = (entry: TimeEntryRow) =>
      entry.hourlyRate ??
      members.get(entry.userId) ??
      beside.projects.get(entry.projectId)?.hourlyRate ??
      client.hourlyRate ??
      service;
    assertRated(entries.filter((entry) => rateOf(entry) === null));
    return entries.map((entry) => ({
      minutes: entry.roundedMinutes ?? 0,
      rate: rateOf(entry) ?? 0,
      ...lineOf(entry, wish.groupBy, beside),
    }));
  }

  private async serviceRate(actor: Principal, { serviceId, currency }: Wish): Promise<number | null> {
    if (serviceId === undefined) return null;
    const service = await this.catalogue.found(actor, serviceId);
    if (!service) throw unknownReference('serviceId', serviceId);
    if (service.currency === currency) return service.price;
    const message = `serviceId: its price is in ${service.currency}, and the client pays in ${currency}`;
    throw contradiction('serviceId', message);
  }

  private async beside(tenant: Tenant, entries: readonly TimeEntryRow[]): Promise<Beside> {
    const { db, accounts } = this.host;
    const projects = await db.of(PROJECTS, tenant).whereIn('id', unique(entries, 'projectId')).all();
    const tasks = await db.of(TASKS, tenant).whereIn('id', unique(entries, 'taskId')).all();
    return {
      projects: new Map(projects.map((project) => [project.id, project])),
      tasks: new Map(tasks.map((task) => [task.id, task])),
      people: await accounts.members(tenant, unique(entries, 'userId')),
    };
  }
}

function unique(entries: readonly TimeEntryRow[], key: 'userId' | 'projectId' | 'taskId'): number[] {
  return [...new Set(entries.flatMap((entry) => entry[key] ?? []))];
}

function lineOf(
  entry: TimeEntryRow,
  groupBy: TimeGrouping,
  beside: Beside,
): Pick<RatedTime, 'key' | 'title'> {
  const project = beside.projects.get(entry.projectId)?.name ?? '';
  const task = entry.taskId === null ? undefined : beside.tasks.get(entry.taskId)?.title;
  if (groupBy === 'project') return { key: String(entry.projectId), title: project };
  if (groupBy === 'user')
    return {
      key: String(entry.userId),
      title: beside.people.get(entry.userId)?.name ?? `Former member ${entry.userId}`,
    };
  const work = task === undefined ? project : `${project}: ${task}`;
  if (groupBy === 'task') return { key: `${entry.projectId}/${entry.taskId ?? ''}`, title: work };
  return { key: String(entry.id), title: `${entry.date} ${entry.description || work}` };
}

function assertRated(unrated: readonly TimeEntryRow[]): void {
  if (unrated.length === 0) return;
  const ids = unrated.map(({ id }) => id);
  const named = ids.slice(0, 20).join(', ') + (ids.length > 20 ? ` and ${ids.length - 20} more` : '');
  const message = `These time entries have no rate, nor have their people, projects or client: ${named}`;
  throw new ProblemError('unprocessable', message, { reason: 'no_rate', data: { time_entry_ids: ids } });
}
