import type { Id, LongText, Title, Whole } from '#host';
import type {
  OrderStatus,
  Priority,
  Stage,
  StageEffect,
  StageEffectType,
  Workflow,
  WorkflowSubject,
} from '../../contract.js';
import type { Color, DayCount, Note, Position, ShortTitle } from '../params.js';

/** Only the fields of its type. */
export interface StageEffectView {
  type: StageEffectType;
  user_id?: Whole | null;
  message?: string;
  to?: 'client' | 'assignee';
  subject?: string | null;
  title?: string;
  description?: string | null;
  project_id?: Whole | null;
  assignee_id?: Whole | null;
  priority?: Priority;
  due_in_days?: Whole | null;
}

export interface StageView {
  id: Whole;
  public_id: string;
  workflow_id: Whole;
  name: string;
  position: Whole;
  color: string | null;
  is_final: boolean;
  /** Stages that may follow. Empty: any of the workflow. */
  allowed_next: Whole[];
  /** Of a workflow for orders: the status of an order that stands here. Null: any. */
  order_status: OrderStatus | null;
  /** What happens, in this order, when something comes here. */
  effects: StageEffectView[];
}

export interface DeletedStage {
  deleted: boolean;
  previous: StageView;
}

export interface WorkflowView {
  id: Whole;
  public_id: string;
  name: string;
  description: string | null;
  applies_to: WorkflowSubject;
  /** In order. */
  stages: StageView[];
  created_at: Date;
  updated_at: Date;
}

export interface DeletedWorkflow {
  deleted: boolean;
  previous: WorkflowView;
}

/**
 * `assign`: to `user_id`. `notify`: `message` to `user_id`, by default to whoever it is assigned to. `mail`: `message`
 * to the `client` (default) or the `assignee`. `create_task`: with `title`, in `project_id`, by default the task's own
 * or one that is made for the order. `webhook`: tells the organisation's webhooks that ask for `agency.stage.entered`.
 * Fields of another type are refused. What cannot be done any more when something comes is left out, and written to
 * the audit log.
 */
export interface StageEffectBody {
  type: StageEffectType;
  /** A member of the organisation. */
  user_id?: Id | null;
  message?: Note;
  to?: 'client' | 'assignee';
  subject?: Title | null;
  title?: Title;
  description?: LongText | null;
  project_id?: Id | null;
  /** A member of the organisation. */
  assignee_id?: Id | null;
  /** Default: normal. */
  priority?: Priority;
  /** From the day on which the stage is entered. */
  due_in_days?: DayCount | null;
}

export interface StagePatch {
  name?: ShortTitle;
  /** Default: after the last. */
  position?: Position;
  color?: Color | null;
  /** What comes here is done. Default: false. */
  is_final?: boolean;
  /** @maxItems 100 */
  allowed_next?: Id[];
  /**
   * In a workflow for orders: only orders of this status stand here, and those that come here get it, along the
   * transitions of orders. Default: null, any status.
   */
  order_status?: OrderStatus | null;
  /**
   * All of them, in order. Default: none. Who writes down `assign` needs `tasks:write`, `tasks:manage` and
   * `orders:write` as well, for `create_task` the first two and `projects:write`: 403 else.
   * @maxItems 10
   */
  effects?: StageEffectBody[];
}

export interface StageBody extends StagePatch {
  name: ShortTitle;
}

/**
 * A stage in the body of its workflow. On creation `id` is a number of the caller's choice, by which `allowed_next`
 * of the stages means this one; on a change it is the stage's own, and a stage without one is new.
 */
export interface StageDraftBody extends StageBody {
  id?: Id;
}

export interface WorkflowPatch {
  name?: Title;
  description?: LongText | null;
  /** Default: task. */
  applies_to?: WorkflowSubject;
  /**
   * On a change all of them: those left out are deleted.
   * @minItems 1
   * @maxItems 100
   */
  stages?: StageDraftBody[];
}

export interface WorkflowBody {
  name: Title;
  description?: LongText | null;
  /** Default: task. */
  applies_to?: WorkflowSubject;
  /**
   * @minItems 1
   * @maxItems 100
   */
  stages: StageDraftBody[];
}

export function stageView(stage: Stage): StageView {
  return {
    id: stage.id,
    public_id: stage.publicId,
    workflow_id: stage.workflowId,
    name: stage.name,
    position: stage.position,
    color: stage.color,
    is_final: stage.isFinal,
    allowed_next: [...stage.allowedNext],
    order_status: stage.orderStatus,
    effects: stage.effects.map(stageEffectView),
  };
}

export function workflowView(workflow: Workflow): WorkflowView {
  return {
    id: workflow.id,
    public_id: workflow.publicId,
    name: workflow.name,
    description: workflow.description,
    applies_to: workflow.appliesTo,
    stages: workflow.stages.map(stageView),
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
  };
}

function stageEffectView(effect: StageEffect): StageEffectView {
  switch (effect.type) {
    case 'assign':
      return { type: effect.type, user_id: effect.userId };
    case 'notify':
      return { type: effect.type, user_id: effect.userId, message: effect.message };
    case 'create_task':
      return {
        type: effect.type,
        title: effect.title,
        description: effect.description,
        project_id: effect.projectId,
        assignee_id: effect.assigneeId,
        priority: effect.priority,
        due_in_days: effect.dueInDays,
      };
    default:
      return effect;
  }
}
