import type { Stage, Workflow, WorkflowSubject } from '../../contract.js';
import type { Color, Id, LongText, Position, ShortTitle, Title, Whole } from '../params.js';

export interface StageView {
  id: Whole;
  workflow_id: Whole;
  name: string;
  position: Whole;
  color: string | null;
  is_final: boolean;
  /** Stages that may follow. Empty: any of the workflow. */
  allowed_next: Whole[];
}

export interface DeletedStage {
  deleted: boolean;
  previous: StageView;
}

export interface WorkflowView {
  id: Whole;
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

export interface StagePatch {
  name?: ShortTitle;
  /** Default: after the last. */
  position?: Position;
  color?: Color | null;
  /** What comes here is done. Default: false. */
  is_final?: boolean;
  /** @maxItems 100 */
  allowed_next?: Id[];
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
    workflow_id: stage.workflowId,
    name: stage.name,
    position: stage.position,
    color: stage.color,
    is_final: stage.isFinal,
    allowed_next: [...stage.allowedNext],
  };
}

export function workflowView(workflow: Workflow): WorkflowView {
  return {
    id: workflow.id,
    name: workflow.name,
    description: workflow.description,
    applies_to: workflow.appliesTo,
    stages: workflow.stages.map(stageView),
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
  };
}
