import {
  assertDays,
  changed,
  given,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  reaches,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import {
  type Stage,
  stageEntered,
  type Task,
  type TaskFilter,
  type Tasks,
  type TaskValues,
  taskMoved,
} from '../contract.js';
import { assertMember } from '../members.js';
import { pageRequest } from '../page-request.js';
import { assertOwn, notFound, stillUsed, unknownReference } from '../problems.js';
import type { ProjectRecords } from '../projects/projects.js';
import { TIME_ENTRIES } from '../time/time-entry-row.js';
import { tell } from '../webhook-events.js';
import type { StageRecords } from '../workflows/stages.js';
import { firstStage, nextStage, statusIn } from './task-moves.js';
import { TASKS, type TaskRow, taskOf } from './task-row.js';

const SORTS = { created_at: 'createdAt', due_date: 'dueDate' } as const;
/** Without it only one's own. */
const MANAGE = 'tasks:manage';

const DEFAULTS = { description: null, priority: 'normal', dueDate: null, estimateMinutes: null } as const;

export class TaskRecords implements Tasks {
  constructor(
    private readonly host: AgencyHost,
    private readonly projects: ProjectRecords,
    private readonly stages: StageRecords,
  ) {}

  async list(tenant: Tenant, filter: TaskFilter): Promise<Page<Task>> {
    const { projectId, stageId, assigneeId, priority, status, search } = filter;
    const rows = this.rows(tenant).where({ projectId, stageId, assigneeId, priority, status }).search(search);
    return (await rows.page(pageRequest(filter, SORTS))).map(taskOf);
  }

  async get(tenant: Tenant, id: number): Promise<Task> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('task', id);
    return taskOf(row);
  }

  async create(actor: Principal, values: TaskValues): Promise<Task> {
    assertDays({ dueDate: values.dueDate });
    return this.host.db.transaction(async () => {
      const project = await this.projects.lockReferred(actor, values.projectId, 'projectId');
      const assigneeId = await this.assigneeOf(actor, values.assigneeId);
      const stage = firstStage(await this.stages.of(actor, project.workflowId), values);
      const now = this.host.clock.now();
      const kept = { title: values.title, projectId: project.id, assigneeId, createdAt: now, updatedAt: now };
      const held = await this.stages.hold(actor, stage.id);
      const row = { ...DEFAULTS, ...given(values), ...kept, ...placeIn(held) };
      const id = await this.rows(actor).insert(row);
      await this.rows(actor).setTerms(id, [row.title]);

      const task = taskOf({ ...row, id });
      await this.record(actor, 'task.created', id, { ...task });
      await tell(this.host, 'agency.task.created', task, actor);
      return this.entered(actor, task, held);
    });
  }

  async update(actor: Principal, id: number, values: Partial<TaskValues>): Promise<Task> {
    assertDays({ dueDate: values.dueDate });
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      if (values.assigneeId !== undefined && values.assigneeId !== before.assigneeId) {
        await this.assigneeOf(actor, values.assigneeId);
      }
      const stage = await this.stageAfter(actor, before, values);
      // As it is now, not as it was looked up: a workflow may have changed in between.
      const held = await this.stages.hold(actor, stage.id);
      const columns = {
        ...given(values),
        ...placeIn(held),
        updatedAt: this.host.clock.now(),
      };
      await this.rows(actor).where({ id }).update(columns);
      if (values.title !== undefined) await this.rows(actor).setTerms(id, [values.title]);

      const task = taskOf({ ...before, ...columns });
      await this.record(actor, 'task.updated', id, changed(before, task));
      await tell(this.host, 'agency.task.updated', task, actor);
      if (task.stageId === before.stageId) return task;
      await this.tellMove(actor, task, before.stageId);
      return this.entered(actor, task, held);
    });
  }

  delete(actor: Principal, id: number): Promise<Task> {
    return this.host.db.transaction(async () => {
      const task = await this.locked(actor, id);
      const time_entries = await this.entryCount(actor, id);
      if (time_entries > 0) throw stillUsed(`Task ${id}`, { time_entries });
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'task.deleted', id, { ...task });
      await tell(this.host, 'agency.task.deleted', task, actor);
      return task;
    });
  }

  /** Keeps the task until the transaction ends. For a reference field: 422 when it is not there. */
  async lockReferred(tenant: Tenant, id: number, field: string): Promise<Task> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return taskOf(row);
  }

  private async locked(actor: Principal, id: number): Promise<Task> {
    const row = await this.rows(actor).where({ id }).forUpdate().first();
    if (!row) throw notFound('task', id);
    assertOwn(actor, row.assigneeId, MANAGE);
    return taskOf(row);
  }

  private async assigneeOf(actor: Principal, wanted: number | null | undefined): Promise<number | null> {
    const usual = reaches(actor, MANAGE, 'organization') ? null : actor.userId;
    const assigneeId = wanted === undefined ? usual : wanted;
    assertOwn(actor, assigneeId, MANAGE);
    if (assigneeId !== null) await assertMember(this.host.accounts, actor, 'assigneeId', assigneeId);
    return assigneeId;
  }

  private async stageAfter(actor: Principal, task: Task, values: Partial<TaskValues>): Promise<Stage> {
    const { projectId = task.projectId } = values;
    const project = await this.projects.lockReferred(actor, projectId, 'projectId');
    if (projectId !== task.projectId) await this.assertProjectMayChange(actor, task);
    const stages = await this.stages.of(actor, project.workflowId);
    const here = stages.find((stage) => stage.id === task.stageId);
    // Transitions hold inside one workflow; in another one the task starts anew.
    return here ? nextStage(stages, here, values) : firstStage(stages, values);
  }

  /** Effects of the stage may change the task: it is answered as they left it. */
  private async entered(actor: Principal, task: Task, stage: Stage): Promise<Task> {
    await this.host.db.publish(stageEntered, { actor, stage, subject: { type: 'task', record: task } });
    return stage.effects.length === 0 ? task : this.get(actor, task.id);
  }

  private async tellMove(actor: Principal, task: Task, fromStageId: number): Promise<void> {
    await this.host.db.publish(taskMoved, { actor, task, fromStageId });
    await tell(this.host, 'agency.task.moved', task, fromStageId, actor);
  }

  private async assertProjectMayChange(actor: Principal, task: Task): Promise<void> {
    const time_entries = await this.entryCount(actor, task.id);
    if (time_entries === 0) return;
    const message = `projectId cannot change: task ${task.id} has ${time_entries} time entries`;
    throw new ProblemError('conflict', message, { field: 'projectId', data: { time_entries } });
  }

  private entryCount(tenant: Tenant, taskId: number): Promise<number> {
    return this.host.db.of(TIME_ENTRIES, tenant).where({ taskId }).count();
  }

  private record(actor: Principal, action: string, entityId: number, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'task', entityId, changes });
  }

  private rows(tenant: Tenant): Rows<TaskRow> {
    return this.host.db.of(TASKS, tenant);
  }
}

function placeIn(stage: Stage): Pick<Task, 'stageId' | 'status'> {
  return { stageId: stage.id, status: statusIn(stage) };
}
