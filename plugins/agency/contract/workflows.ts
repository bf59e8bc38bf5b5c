import type { Page, Principal, Tenant } from '#host';
import type { Listing } from './listing.js';
import type { OrderStatus } from './orders.js';
import type { StageEffect, StageEffectDraft } from './stage-effects.js';

export type WorkflowSubject = 'task' | 'order';

/** A state of a workflow. */
export interface Stage {
  readonly id: number;
  readonly publicId: string;
  readonly workflowId: number;
  readonly name: string;
  readonly position: number;
  /** `#rrggbb` */
  readonly color: string | null;
  /** What has come here is done. */
  readonly isFinal: boolean;
  /** Stages that may follow. Empty: any of the workflow. */
  readonly allowedNext: readonly number[];
  /** Of a workflow for orders: the status of an order that stands here. Null: any. */
  readonly orderStatus: OrderStatus | null;
  /** What happens, in this order, when something comes here. */
  readonly effects: readonly StageEffect[];
}

export interface Workflow {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly description: string | null;
  readonly appliesTo: WorkflowSubject;
  /** In order. */
  readonly stages: readonly Stage[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StageValues {
  readonly name: string;
  /** Default: after the last. */
  readonly position?: number;
  readonly color?: string | null;
  /** Default: false. */
  readonly isFinal?: boolean;
  readonly allowedNext?: readonly number[];
  /** Only in a workflow for orders. Default: null. */
  readonly orderStatus?: OrderStatus | null;
  /** On a change all of them. Default: none. */
  readonly effects?: readonly StageEffectDraft[];
}

/** A stage in the body of its workflow. */
export interface StageDraft extends StageValues {
  /**
   * On creation of the workflow any number, by which `allowedNext` of this and other stages means this one.
   * On a change the stage's own id; a stage without one is new.
   */
  readonly id?: number;
}

export interface WorkflowValues {
  readonly name: string;
  readonly description?: string | null;
  /** Default: task. */
  readonly appliesTo?: WorkflowSubject;
  /** At least one. On a change all of them: those left out are deleted. */
  readonly stages: readonly StageDraft[];
}

export type WorkflowSort = 'created_at';

export interface WorkflowFilter extends Listing<WorkflowSort> {
  readonly appliesTo?: WorkflowSubject;
}

export interface Workflows {
  list(tenant: Tenant, filter: WorkflowFilter): Promise<Page<Workflow>>;
  get(tenant: Tenant, id: number): Promise<Workflow>;
  create(actor: Principal, values: WorkflowValues): Promise<Workflow>;
  update(actor: Principal, id: number, values: Partial<WorkflowValues>): Promise<Workflow>;
  /** Refused while projects or orders use it, and for the last one for tasks. */
  delete(actor: Principal, id: number): Promise<Workflow>;
  getStage(tenant: Tenant, workflowId: number, stageId: number): Promise<Stage>;
  addStage(actor: Principal, workflowId: number, values: StageValues): Promise<Stage>;
  updateStage(
    actor: Principal,
    workflowId: number,
    stageId: number,
    values: Partial<StageValues>,
  ): Promise<Stage>;
  /** Refused while tasks or orders are in it, while another stage names it as next, and for the last one. */
  deleteStage(actor: Principal, workflowId: number, stageId: number): Promise<Stage>;
}
