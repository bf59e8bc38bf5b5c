import {
  changed,
  given,
  newPublicId,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import type {
  Stage,
  StageDraft,
  StageValues,
  Workflow,
  WorkflowFilter,
  WorkflowSubject,
  Workflows,
  WorkflowValues,
} from '../contract.js';
import { ORDERS } from '../orders/order-row.js';
import { pageRequest } from '../page-request.js';
import { contradiction, invalid, notFound, stillUsed } from '../problems.js';
import { PROJECTS } from '../projects/project-row.js';
import type { StageEffectRules } from '../stage-effects/stage-effect-rules.js';
import { tell } from '../webhook-events.js';
import type { CheckedDraft, CheckedStage, StageRecords } from './stages.js';
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
    private readonly rules: StageEffectRules,
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
    const { name, description = null, appliesTo = 'task' } = values;
    assertStages(values.stages, appliesTo);
    return this.host.db.transaction(async () => {
      const stages = await this.checkedDrafts(actor, values.stages);
      const now = this.host.clock.now();
      const row = {
        publicId: newPublicId(now),
        name,
        description,
        appliesTo,
        createdAt: now,
        updatedAt: now,
      };
      const id = await this.rows(actor).insert(row);
      await this.stages.addAll(actor, id, stages);

      const workflow = workflowOf({ ...row, id }, await this.stages.of(actor, id));
      await this.record(actor, 'workflow.created', workflow, { ...workflow });
      await tell(this.host, 'agency.workflow.created', workflow, actor);
      return workflow;
    });
  }

  async update(actor: Principal, id: number, values: Partial<WorkflowValues>): Promise<Workflow> {
    const { stages, ...plain } = values;
    const { workflow } = await this.change(actor, id, async (before) => {
      const { appliesTo = before.appliesTo } = plain;
      if (stages) assertStages(stages, appliesTo);
      if (appliesTo !== before.appliesTo) await this.assertFree(actor, before);
      await this.rows(actor).where({ id }).update(given(plain));
      if (stages) await this.stages.replace(actor, id, await this.checkedDrafts(actor, stages));
      // Also those that kept their status because none was given.
      assertStages(await this.stages.of(actor, id), appliesTo);
    });
    return workflow;
  }

  delete(actor: Principal, id: number): Promise<Workflow> {
    return this.host.db.transaction(async () => {
      const workflow = await this.locked(actor, id);
      await this.assertFree(actor, workflow);
      await this.stages.deleteAll(actor, id);
      await this.rows(actor).where({ id }).delete();

      await this.record(actor, 'workflow.deleted', workflow, { ...workflow });
      await tell(this.host, 'agency.workflow.deleted', workflow, actor);
      return workflow;
    });
  }

  async getStage(tenant: Tenant, workflowId: number, stageId: number): Promise<Stage> {
    return this.stages.get(tenant, workflowId, stageId);
  }

  async addStage(actor: Principal, workflowId: number, values: StageValues): Promise<Stage> {
    const { result } = await this.change(actor, workflowId, async (before) => {
      assertStatus(values, before.appliesTo, 'orderStatus');
      return this.stages.add(actor, workflowId, await this.checked(actor, values, 'effects'));
    });
    return result;
  }

  async updateStage(
    actor: Principal,
    workflowId: number,
    stageId: number,
    values: Partial<StageValues>,
  ): Promise<Stage> {
    const { result } = await this.change(actor, workflowId, async (before) => {
      assertStatus(values, before.appliesTo, 'orderStatus');
      const stage = await this.stages.get(actor, workflowId, stageId);
      return this.stages.update(actor, stage, await this.checked(actor, values, 'effects'));
    });
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
      await this.record(actor, 'workflow.updated', workflow, changed(before, workflow));
      await tell(this.host, 'agency.workflow.updated', workflow, actor);
      return { workflow, result };
    });
  }

  private async locked(tenant: Tenant, id: number): Promise<Workflow> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw notFound('workflow', id);
    return workflowOf(row, await this.stages.of(tenant, id));
  }

  private async checkedDrafts(actor: Principal, drafts: readonly StageDraft[]): Promise<CheckedDraft[]> {
    const checked: CheckedDraft[] = [];
    for (const [index, draft] of drafts.entries())
      checked.push(await this.checked(actor, draft, `stages.${index}.effects`));
    return checked;
  }

  private async checked<T extends Partial<StageDraft>>(
    actor: Principal,
    values: T,
    place: string,
  ): Promise<Omit<T, 'effects'> & Pick<CheckedStage, 'effects'>> {
    const { effects, ...rest } = values;
    return effects === undefined
      ? rest
      : { ...rest, effects: await this.rules.checked(actor, effects, place) };
  }

  /** Nothing uses it, and where it is for tasks another one is there for the next project. */
  private async assertFree(tenant: Tenant, { id, appliesTo }: Workflow): Promise<void> {
    const projects = await this.host.db.of(PROJECTS, tenant).where({ workflowId: id }).count();
    const orders = await this.host.db.of(ORDERS, tenant).where({ workflowId: id }).count();
    if (projects + orders > 0) throw stillUsed(`Workflow ${id}`, { projects, orders });
    if (appliesTo !== 'task') return;
    const all = await this.rows(tenant).where({ appliesTo: 'task' }).forUpdate().all();
    if (all.every((row) => row.id === id))
      throw new ProblemError('conflict', 'It is the last workflow for tasks');
  }

  private record(actor: Principal, action: string, { publicId }: Workflow, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'workflow', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<WorkflowRow> {
    return this.host.db.of(WORKFLOWS, tenant);
  }
}

function assertStages(stages: readonly Partial<StageDraft>[], appliesTo: WorkflowSubject): void {
  if (stages.length === 0) throw invalid('stages', 'min_items', 'stages: a workflow needs at least one');
  for (const [index, stage] of stages.entries())
    assertStatus(stage, appliesTo, `stages.${index}.orderStatus`);
}

function assertStatus(
  { orderStatus = null }: Partial<StageDraft>,
  appliesTo: WorkflowSubject,
  field: string,
): void {
  if (orderStatus === null || appliesTo === 'order') return;
  throw contradiction(field, `${field}: only stages of a workflow for orders have one`);
}

function paging({ page, perPage }: WorkflowFilter): Pick<WorkflowFilter, 'page' | 'perPage'> {
  return { page, perPage };
}
