import { type Page, type Principal, ProblemError, type Rows, type Tenant } from '#host';
import type { AgencyHost } from './agency-host.js';
import { changed, given } from './changes.js';
import type {
  Stage,
  StageDraft,
  StageValues,
  Workflow,
  WorkflowFilter,
  Workflows,
  WorkflowValues,
} from './contract.js';
import { pageRequest } from './page-request.js';
import { contradiction, invalid, notFound, stillUsed, unknownReference } from './problems.js';
import { PROJECTS } from './project-row.js';
import type { StageRecords } from './stages.js';
import { tell } from './webhook-events.js';
import { WORKFLOWS, type WorkflowRow, workflowOf } from './workflow-row.js';

const SORTS = { created_at: 'createdAt' } as const;

/** What a fresh organisation has. A finished task can be taken up again. */
const DEFAULT_STAGES: readonly StageDraft[] = [
  { id: 1, name: 'To do', color: '#8c8f94', allowedNext: [2] },
  { id: 2, name: 'In progress', color: '#2271b1', allowedNext: [3] },
  { id: 3, name: 'Done', color: '#00a32a', isFinal: true, allowedNext: [2] },
];

export class WorkflowRecords implements Workflows {
  constructor(
    private readonly host: AgencyHost,
    private readonly stages: StageRecords,
  ) {}

  async list(tenant: Tenant, filter: WorkflowFilter): Promise<Page<Workflow>> {
    const rows = this.rows(tenant).where({ appliesTo: filter.appliesTo });
    const page = await rows.page(
      pageRequest({ direction: 'asc', ...given(filter), ...paging(filter) }, SORTS),
    );
    const stages = await this.stages.ofMany(
      tenant,
      page.items.map((row) => row.id),
    );
    return page.map((row) => workflowOf(row, stages.get(row.id) ?? []));
  }

  async get(tenant: Tenant, id: number): Promise<Workflow> {
    const row = await this.rows(tenant).where({ id }).first();
    if (!row) throw notFound('workflow', id);
    return workflowOf(row, await this.stages.of(tenant, id));
  }

  async create(actor: Principal, values: WorkflowValues): Promise<Workflow> {
    assertStages(values.stages);
    return this.host.db.transaction(async () => {
      const { name, description = null, appliesTo = 'task' } = values;
      const now = this.host.clock.now();
      const row = { name, description, appliesTo, createdAt: now, updatedAt: now };
      const id = await this.rows(actor).insert(row);
      await this.stages.addAll(actor, id, values.stages);

      const workflow = workflowOf({ ...row, id }, await this.stages.of(actor, id));
      await this.record(actor, 'workflow.created', id, { ...workflow });
      await tell(this.host, 'agency.workflow.created', workflow, actor);
      return workflow;
    });
  }

  async update(actor: Principal, id: number, values: Partial<WorkflowValues>): Promise<Workflow> {
    const { stages, ...plain } = values;
    if (stages) assertStages(stages);
    const { workflow } = await this.change(actor, id, async (before) => {
      if (plain.appliesTo === 'order' && before.appliesTo === 'task') await this.assertReplaceable(actor, id);
      await this.rows(actor).where({ id }).update(given(plain));
      if (stages) await this.stages.replace(actor, id, stages);
    });
    return workflow;
  }

  delete(actor: Principal, id: number): Promise<Workflow> {
    return this.host.db.transaction(async () => {
      const workflow = await this.locked(actor, id);
      if (workflow.appliesTo === 'task') await this.assertReplaceable(actor, id);
      await this.stages.deleteAll(actor, id);
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'workflow.deleted', id, { ...workflow });
      await tell(this.host, 'agency.workflow.deleted', workflow, actor);
      return workflow;
    });
  }

  async getStage(tenant: Tenant, workflowId: number, stageId: number): Promise<Stage> {
    return this.stages.get(tenant, workflowId, stageId);
  }

  async addStage(actor: Principal, workflowId: number, values: StageValues): Promise<Stage> {
    const { result } = await this.change(actor, workflowId, () => this.stages.add(actor, workflowId, values));
    return result;
  }

  async updateStage(
    actor: Principal,
    workflowId: number,
    stageId: number,
    values: Partial<StageValues>,
  ): Promise<Stage> {
    const { result } = await this.change(actor, workflowId, async () =>
      this.stages.update(actor, await this.stages.get(actor, workflowId, stageId), values),
    );
    return result;
  }

  async deleteStage(actor: Principal, workflowId: number, stageId: number): Promise<Stage> {
    const { result } = await this.change(actor, workflowId, async () => {
      const stage = await this.stages.get(actor, workflowId, stageId);
      await this.stages.delete(actor, stage);
      return stage;
    });
    return result;
  }

  /** The id of a workflow for tasks, the organisation's first by default; kept until the transaction ends. */
  async lockForTasks(tenant: Tenant, id: number | undefined): Promise<number> {
    const rows =
      id === undefined
        ? this.rows(tenant).where({ appliesTo: 'task' }).orderBy('id')
        : this.rows(tenant).where({ id });
    const row = await rows.forUpdate().first();
    if (!row && id === undefined) throw new ProblemError('conflict', 'There is no workflow for tasks');
    if (!row) throw unknownReference('workflowId', id as number);
    if (row.appliesTo !== 'task')
      throw contradiction('workflowId', `workflowId: workflow ${row.id} is not for tasks`);
    return row.id;
  }

  /** A fresh organisation starts with one workflow. Does nothing where there is one. */
  async prepare(actor: Principal): Promise<void> {
    if ((await this.rows(actor).limit(1).all()).length > 0) return;
    await this.create(actor, { name: 'Default', stages: DEFAULT_STAGES });
  }

  /** One change of a workflow or its stages, under the workflow's lock. */
  private change<T>(actor: Principal, id: number, work: (before: Workflow) => Promise<T>) {
    return this.host.db.transaction(async () => {
      const before = await this.locked(actor, id);
      const result = await work(before);
      await this.rows(actor).where({ id }).update({ updatedAt: this.host.clock.now() });
      const workflow = await this.get(actor, id);
      await this.record(actor, 'workflow.updated', id, changed(before, workflow));
      await tell(this.host, 'agency.workflow.updated', workflow, actor);
      return { workflow, result };
    });
  }

  private async locked(tenant: Tenant, id: number): Promise<Workflow> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('workflow', id);
    return workflowOf(row, await this.stages.of(tenant, id));
  }

  /** No project uses it, and another one is there for the next project. */
  private async assertReplaceable(tenant: Tenant, id: number): Promise<void> {
    const projects = await this.host.db.of(PROJECTS, tenant).where({ workflowId: id }).count();
    if (projects > 0) throw stillUsed(`Workflow ${id}`, { projects });
    const all = await this.rows(tenant).where({ appliesTo: 'task' }).forUpdate().all();
    if (all.every((row) => row.id === id))
      throw new ProblemError('conflict', 'It is the last workflow for tasks');
  }

  private record(actor: Principal, action: string, entityId: number, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'workflow', entityId, changes });
  }

  private rows(tenant: Tenant): Rows<WorkflowRow> {
    return this.host.db.of(WORKFLOWS, tenant);
  }
}

function assertStages(stages: readonly StageDraft[]): void {
  if (stages.length === 0) throw invalid('stages', 'min_items', 'stages: a workflow needs at least one');
}

function paging({ page, perPage }: WorkflowFilter): Pick<WorkflowFilter, 'page' | 'perPage'> {
  return { page, perPage };
}
