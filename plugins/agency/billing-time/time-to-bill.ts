import { assertDays, type Principal, ProblemError, type Rows } from '#host';
import type { Customer } from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { ClientRow } from '../clients/client-row.js';
import type { ClientRecords } from '../clients/clients.js';
import type { Project, TimeSelection } from '../contract.js';
import { contradiction, invalid, unknownReference } from '../problems.js';
import { PROJECTS, projectOf } from '../projects/project-row.js';
import { TIME_ENTRIES, type TimeEntryRow } from '../time/time-entry-row.js';

/** More than a person looks through; it bounds what one transaction locks. */
const MOST_ENTRIES = 10_000;

/** Unbilled time of one client, locked until the transaction ends. */
export interface TimeToBill {
  readonly client: ClientRow;
  readonly customer: Customer;
  /** By day. */
  readonly entries: readonly TimeEntryRow[];
}

/** Finds the time that goes onto an invoice. */
export class TimeFinder {
  constructor(
    private readonly host: AgencyHost,
    private readonly clients: ClientRecords,
  ) {}

  /** Who bills a client waits for who bills it at this moment, and then sees what is left. */
  async lock(actor: Principal, selection: TimeSelection): Promise<TimeToBill> {
    const { fromDate, toDate } = selection;
    assertDays({ fromDate, toDate });
    const clientId = await this.clientOf(actor, selection);
    const [client, customer] = await this.clients.lockToBill(actor, clientId, 'clientId');
    const entries = await this.unbilled(actor, clientId, selection).forUpdate().all();
    assertAllThere(selection, entries);
    return { client, customer, entries };
  }

  private async clientOf(actor: Principal, { clientId, projectIds }: TimeSelection): Promise<number> {
    if (projectIds === undefined || projectIds.length === 0) {
      if (clientId !== undefined) return clientId;
      throw invalid('clientId', 'required', 'clientId is required, or projectIds');
    }
    const projects = await this.projects(actor, projectIds);
    const owners = new Set(projects.map((project) => project.clientId));
    if (clientId !== undefined) owners.add(clientId);
    const [only, other] = owners;
    if (only === undefined || other !== undefined)
      throw contradiction('projectIds', 'projectIds: these are not projects of one client');
    return only;
  }

  private async projects(actor: Principal, ids: readonly number[]): Promise<Project[]> {
    const rows = await this.host.db
      .of(PROJECTS, actor)
      .whereIn('id', [...new Set(ids)])
      .all();
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) throw unknownReference('projectIds', missing);
    return rows.map(projectOf);
  }

  private unbilled(actor: Principal, clientId: number, selection: TimeSelection): Rows<TimeEntryRow> {
    const { projectIds = [], timeEntryIds, fromDate, toDate } = selection;
    const unbilled = { clientId, billable: true, invoiceId: null, runningUserId: null };
    let rows = this.host.db.of(TIME_ENTRIES, actor).where(unbilled);
    if (projectIds.length > 0) rows = rows.whereIn('projectId', projectIds);
    if (timeEntryIds !== undefined) rows = rows.whereIn('id', timeEntryIds);
    if (fromDate !== undefined) rows = rows.compare('date', '>=', fromDate);
    if (toDate !== undefined) rows = rows.compare('date', '<=', toDate);
    return rows
      .orderBy('date')
      .orderBy('id')
      .limit(MOST_ENTRIES + 1);
  }
}

function assertAllThere({ timeEntryIds }: TimeSelection, entries: readonly TimeEntryRow[]): void {
  if (entries.length === 0) {
    const message = 'There is no unbilled time here: billable, finished, and on no invoice';
    throw new ProblemError('unprocessable', message, { reason: 'nothing_to_bill' });
  }
  if (entries.length > MOST_ENTRIES)
    throw contradiction('toDate', `toDate: more than ${MOST_ENTRIES} time entries; bill a shorter period`);
  const found = new Set(entries.map(({ id }) => id));
  const missing = (timeEntryIds ?? []).filter((id) => !found.has(id));
  if (missing.length === 0) return;
  const names = missing.slice(0, 20).join(', ');
  throw contradiction('timeEntryIds', `timeEntryIds: not there to be billed here: ${names}`);
}
