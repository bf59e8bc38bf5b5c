import { given, newPublicId, type Principal, ProblemError, type Rows, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { Stage, StageDraft, StageEffect, StageValues } from '../contract.js';
import { ORDERS } from '../orders/order-row.js';
import { contradiction, notFound, stillUsed, unknownReference } from '../problems.js';
import { TASKS } from '../tasks/task-row.js';
import { inOrder, STAGES, type StageRow, stageOf } from './workflow-row.js';

/** With its effects as they are kept. */
export type CheckedStage = Omit<StageValues, 'effects'> & { readonly effects?: readonly StageEffect[] };
export type CheckedDraft = CheckedStage & Pick<StageDraft, 'id'>;

/** The stages of workflows. Whoever calls a method that writes holds the workflow's row. */
export class StageRecords {
  constructor(private readonly host: AgencyHost) {}

  async of(tenant: Tenant, workflowId: number): Promise<Stage[]> {
    return inOrder((await this.rows(tenant).where({ workflowId }).all()).map(stageOf));
  }

  /** By workflow. One query. */
  async ofMany(tenant: Tenant, workflowIds: readonly number[]): Promise<ReadonlyMap<number, Stage[]>> {
    if (workflowIds.length === 0) return new Map();
    const rows = await this.rows(tenant).whereIn('workflowId', workflowIds).all();
    return Map.groupBy(inOrder(rows.map(stageOf)), (stage) => stage.workflowId);
  }

  async get(tenant: Tenant, workflowId: number, id: number): Promise<Stage> {
    const row = await this.rows(tenant).where({ id, workflowId }).first();
    if (!row) throw notFound('stage', id);
    return stageOf(row);
  }

  /** Those that exist, by id. One query. */
  async getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Stage>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows(tenant).whereIn('id', ids).all();
    return new Map(rows.map((row) => [row.id, stageOf(row)]));
  }

  /** By its public id; undefined when this organisation has none of that name. */
  async named(tenant: Tenant, publicId: string): Promise<Stage | undefined> {
    const row = await this.rows(tenant).where({ publicId }).first();
    return row && stageOf(row);
  }

  /** Keeps the stage from changing until the transaction ends; answers it as it is now. */
  async hold(tenant: Tenant, id: number): Promise<Stage> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference('stageId', id);
    return stageOf(row);
  }

  async add(actor: Principal, workflowId: number, values: CheckedStage): Promise<Stage> {
    const others = await this.of(actor, workflowId);
    const position = values.position ?? (others.at(-1)?.position ?? -1) + 1;
    const allowedNext = values.allowedNext ?? [];
    assertAllKnown(allowedNext, new Set(others.map((stage) => stage.id)), 'allowedNext');
    return this.insert(actor, workflowId, { ...values, position, allowedNext });
  }

  /** The first stages of a new workflow; `allowedNext` means the numbers that the drafts call themselves by. */
  async addAll(actor: Principal, workflowId: number, drafts: readonly CheckedDraft[]): Promise<void> {
    const ids = new Map<number, number>();
    const stages: Stage[] = [];
    for (const [index, draft] of drafts.entries()) {
      const { id: label, ...values } = draft;
      if (label !== undefined && ids.has(label))
        throw contradiction(`stages.${index}.id`, `stages.${index}.id: ${label} is taken`);
      const stage = await this.insert(actor, workflowId, {
        position: index,
        ...given(values),
        name: values.name,
        allowedNext: [],
      });
      stages.push(stage);
      if (label !== undefined) ids.set(label, stage.id);
    }
    for (const [index, { allowedNext = [] }] of drafts.entries()) {
      if (allowedNext.length === 0) continue;
      assertAllKnown(allowedNext, ids, `stages.${index}.allowedNext`);
      const next = allowedNext.map((label) => ids.get(label) as number);
      await this.rows(actor).where({ id: stages[index]?.id }).update({ allowedNext: next });
    }
  }

  /** All stages of a workflow as these drafts say: known ids are changed, others are new, the rest are deleted. */
  async replace(actor: Principal, workflowId: number, drafts: readonly CheckedDraft[]): Promise<void> {
    const present = new Map((await this.of(actor, workflowId)).map((stage) => [stage.id, stage]));
    const kept = keptIds(drafts, present);
    for (const [index, draft] of drafts.entries()) {
      const current = draft.id === undefined ? undefined : present.get(draft.id);
      const allowedNext = draft.allowedNext ?? current?.allowedNext ?? [];
      assertAllKnown(allowedNext, kept, `stages.${index}.allowedNext`);
      const { id: _, ...values } = { position: index, ...draft, allowedNext };
      if (current) await this.change(actor, current, values);
      else await this.insert(actor, workflowId, values);
    }
    for (const stage of present.values()) {
      if (!kept.has(stage.id)) await this.remove(actor, stage);
    }
  }

  async update(actor: Principal, stage: Stage, values: Partial<CheckedStage>): Promise<Stage> {
    const others = await this.of(actor, stage.workflowId);
    assertAllKnown(values.allowedNext ?? [], new Set(others.map(({ id }) => id)), 'allowedNext');
    return this.change(actor, stage, values);
  }

  async delete(actor: Principal, stage: Stage): Promise<void> {
    const others = (await this.of(actor, stage.workflowId)).filter(({ id }) => id !== stage.id);
    if (others.length === 0) throw new ProblemError('conflict', 'A workflow needs at least one stage');
    const before = others.filter(({ allowedNext }) => allowedNext.includes(stage.id)).map(({ id }) => id);
    if (before.length > 0) {
      // Taking it out could leave an empty list, which means any stage.
      const message = `Stage ${stage.id} is named in allowed_next of the stages ${before.join(', ')}`;
      throw new ProblemError('conflict', message, { data: { stage_ids: before } });
    }
    await this.remove(actor, stage);
  }

  async deleteAll(actor: Principal, workflowId: number): Promise<void> {
    await this.rows(actor).where({ workflowId }).delete();
  }

  private async insert(
    actor: Principal,
    workflowId: number,
    values: CheckedStage & { readonly position: number },
  ): Promise<Stage> {
    const row = {
      publicId: newPublicId(),
      workflowId,
      name: values.name,
      position: values.position,
      color: values.color ?? null,
      isFinal: values.isFinal ?? false,
      allowedNext: values.allowedNext ?? [],
      orderStatus: values.orderStatus ?? null,
      effects: values.effects ?? [],
    };
    return { ...row, id: await this.rows(actor).insert(row) };
  }

  private async change(actor: Principal, before: Stage, values: Partial<CheckedStage>): Promise<Stage> {
    const stage = stageOf({ ...before, ...given(values) });
    const { id, ...columns } = stage;
    await this.rows(actor).where({ id }).update(columns);
    if (stage.isFinal !== before.isFinal) {
      const status = stage.isFinal ? 'done' : 'open';
      await this.host.db
        .of(TASKS, actor)
        .where({ stageId: id })
        .update({ status, updatedAt: this.host.clock.now() });
    }
    return stage;
  }

  private async remove(actor: Principal, stage: Stage): Promise<void> {
    await this.hold(actor, stage.id);
    const tasks = await this.host.db.of(TASKS, actor).where({ stageId: stage.id }).count();
    const orders = await this.host.db
      .of(ORDERS, actor)
      .where({ workflowId: stage.workflowId, stageId: stage.id })
      .count();
    if (tasks + orders > 0) throw stillUsed(`Stage ${stage.id}`, { tasks, orders });
    await this.rows(actor).where({ id: stage.id }).delete();
  }

  private rows(tenant: Tenant): Rows<StageRow> {
    return this.host.db.of(STAGES, tenant);
  }
}

function keptIds(drafts: readonly StageDraft[], present: ReadonlyMap<number, Stage>): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const [index, { id }] of drafts.entries()) {
    if (id === undefined) continue;
    if (!present.has(id)) throw unknownReference(`stages.${index}.id`, id);
    if (kept.has(id)) throw contradiction(`stages.${index}.id`, `stages.${index}.id: ${id} is there twice`);
    kept.add(id);
  }
  return kept;
}

function assertAllKnown(ids: readonly number[], known: { has(id: number): boolean }, field: string): void {
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) throw unknownReference(`${field}.${index}`, id);
  }
}
