import {
  assertDays,
  changed,
  given,
  newPublicId,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  sortKey,
  type Tenant,
} from '#host';
import type { Usage } from '../../billing/contract.js';
import type { AgencyHost } from '../agency-host.js';
import type { ClientRecords } from '../clients/clients.js';
import type { Project, ProjectFilter, Projects, ProjectValues } from '../contract.js';
import { pageRequest } from '../page-request.js';
import { contradiction, notFound, stillUsed, unknownReference } from '../problems.js';
import { TASKS } from '../tasks/task-row.js';
import { TIME_ENTRIES } from '../time/time-entry-row.js';
import { tell } from '../webhook-events.js';
import type { WorkflowReferences } from '../workflows/workflow-references.js';
import { PROJECTS, type ProjectRow, projectOf } from './project-row.js';

const SORTS = { created_at: 'createdAt', name: 'nameKey', due_date: 'dueDate' } as const;

const DEFAULTS = {
  description: null,
  status: 'active',
  startDate: null,
  dueDate: null,
  budgetMinutes: null,
  budgetAmount: null,
  hourlyRate: null,
  billable: true,
} as const;

export class ProjectRecords implements Projects {
  constructor(
    private readonly host: AgencyHost,
    private readonly clients: ClientRecords,
    private readonly workflows: WorkflowReferences,
    private readonly usage: Pick<Usage, 'assertRoom'>,
  ) {}

  async list(tenant: Tenant, filter: ProjectFilter): Promise<Page<Project>> {
    const { clientId, status, search } = filter;
    const rows = this.rows(tenant).where({ clientId, status }).search(search);
    return (await rows.page(pageRequest(filter, SORTS))).map(projectOf);
  }

  async get(tenant: Tenant, id: number): Promise<Project> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('project', id);
    return projectOf(row);
  }

  async exists(tenant: Tenant, id: number): Promise<boolean> {
    return (await this.rows(tenant).where({ id }).first()) !== undefined;
  }

  /** What counts against the limit of a plan. */
  count(tenant: Tenant): Promise<number> {
    return this.rows(tenant).count();
  }

  async create(actor: Principal, values: ProjectValues): Promise<Project> {
    assertPeriod(values);
    return this.host.db.transaction(async () => {
      await this.usage.assertRoom(actor, 'projects');
      await this.clients.lockReferred(actor, values.clientId, 'clientId');
      const workflowId = await this.workflows.lockForTasks(actor, values.workflowId);
      const now = this.host.clock.now();
      const row = {
        ...DEFAULTS,
        ...given(values),
        ...required(values),
        workflowId,
        publicId: newPublicId(now),
        createdAt: now,
        updatedAt: now,
      };
      const id = await this.rows(actor).insert({ ...row, nameKey: sortKey(row.name) });
      await this.rows(actor).setTerms(id, [row.name]);

      const project = projectOf({ ...row, id });
      await this.record(actor, 'project.created', project, { ...project });
      await tell(this.host, 'agency.project.created', project, actor);
      return project;
    });
  }

  update(actor: Principal, id: number, values: Partial<ProjectValues>): Promise<Project> {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      assertPeriod({ ...before, ...given(values) });
      await this.assertClientMayChange(actor, before, values.clientId);
      await this.assertWorkflowMayChange(actor, before, values.workflowId);

      const columns = { ...given(values), updatedAt: this.host.clock.now() };
      await this.rows(actor)
        .where({ id })
        .update({ ...columns, ...nameKeyOf(values.name) });
      if (values.name !== undefined) await this.rows(actor).setTerms(id, [values.name]);

      const project = projectOf({ ...before, ...columns });
      await this.record(actor, 'project.updated', project, changed(before, project));
      await tell(this.host, 'agency.project.updated', project, actor);
      return project;
    });
  }

  delete(actor: Principal, id: number): Promise<Project> {
    return this.host.db.transaction(async () => {
      const project = await this.locked(actor, id);
      const tasks = await this.taskCount(actor, id);
      const time_entries = await this.entryCount(actor, id);
      if (tasks + time_entries > 0) throw stillUsed(`Project ${id}`, { tasks, time_entries });
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'project.deleted', project, { ...project });
      await tell(this.host, 'agency.project.deleted', project, actor);
      return project;
    });
  }

  /** The project, kept from changing until the transaction ends. For a reference field: 422 when it is not there. */
  async lockReferred(tenant: Tenant, id: number, field: string): Promise<Project> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return projectOf(row);
  }

  private async locked(tenant: Tenant, id: number): Promise<Project> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('project', id);
    return projectOf(row);
  }

  /** Time entries carry the client, and were rounded by its rule. */
  private async assertClientMayChange(actor: Principal, project: Project, clientId: number | undefined) {
    if (clientId === undefined || clientId === project.clientId) return;
    await this.clients.lockReferred(actor, clientId, 'clientId');
    const time_entries = await this.entryCount(actor, project.id);
    if (time_entries === 0) return;
    const message = `clientId cannot change: project ${project.id} has ${time_entries} time entries`;
    throw new ProblemError('conflict', message, { field: 'clientId', data: { time_entries } });
  }

  /** Tasks stand in the stages of the workflow. */
  private async assertWorkflowMayChange(actor: Principal, project: Project, workflowId: number | undefined) {
    if (workflowId === undefined || workflowId === project.workflowId) return;
    await this.workflows.lockForTasks(actor, workflowId);
    const tasks = await this.taskCount(actor, project.id);
    if (tasks === 0) return;
    const message = `workflowId cannot change: project ${project.id} has ${tasks} tasks in its stages`;
    throw new ProblemError('conflict', message, { field: 'workflowId', data: { tasks } });
  }

  private taskCount(tenant: Tenant, projectId: number): Promise<number> {
    return this.host.db.of(TASKS, tenant).where({ projectId }).count();
  }

  private entryCount(tenant: Tenant, projectId: number): Promise<number> {
    return this.host.db.of(TIME_ENTRIES, tenant).where({ projectId }).count();
  }

  private record(actor: Principal, action: string, { publicId }: Project, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'project', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<ProjectRow> {
    return this.host.db.of(PROJECTS, tenant);
  }
}

function required(values: ProjectValues): Pick<Project, 'name' | 'clientId'> {
  return { name: values.name, clientId: values.clientId };
}

function nameKeyOf(name: string | undefined): Partial<ProjectRow> {
  return name === undefined ? {} : { nameKey: sortKey(name) };
}

function assertPeriod({ startDate, dueDate }: Partial<ProjectValues>): void {
  assertDays({ startDate, dueDate });
  if (startDate && dueDate && dueDate < startDate) {
    throw contradiction('dueDate', `dueDate ${dueDate} lies before the start on ${startDate}`);
  }
}
