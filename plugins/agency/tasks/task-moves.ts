import { ProblemError } from '#host';
import type { Stage, TaskStatus } from '../contract.js';
import { contradiction, unknownReference } from '../problems.js';

/** Where somebody wants a task: in this stage, or in whichever makes it so. */
export interface Wish {
  readonly stageId?: number;
  readonly status?: TaskStatus;
}

export function statusIn(stage: Stage): TaskStatus {
  return stage.isFinal ? 'done' : 'open';
}

/** Where a new task stands. `stages` in order, at least one. */
export function firstStage(stages: readonly Stage[], wish: Wish): Stage {
  if (wish.stageId !== undefined) return agreeing(known(stages, wish.stageId), wish);
  const stage = stages.find((candidate) => wish.status === undefined || statusIn(candidate) === wish.status);
  if (!stage) throw contradiction('status', `status: no stage of the workflow makes a task ${wish.status}`);
  return stage;
}

/** Where a task that stands here goes; only along the transitions. */
export function nextStage(stages: readonly Stage[], here: Stage, wish: Wish): Stage {
  const allowed = following(stages, here);
  if (wish.stageId !== undefined) {
    const stage = agreeing(known(stages, wish.stageId), wish);
    if (stage.id !== here.id && !allowed.includes(stage))
      throw refused(here, `to stage ${stage.id}`, allowed);
    return stage;
  }
  if (wish.status === undefined || wish.status === statusIn(here)) return here;
  const stage = allowed.find((candidate) => statusIn(candidate) === wish.status);
  if (!stage) throw refused(here, `to a stage where it is ${wish.status}`, allowed);
  return stage;
}

/** Where one may go from here. An empty list allows any other stage of the workflow. */
export function following(stages: readonly Stage[], here: Stage): Stage[] {
  const others = stages.filter((stage) => stage.id !== here.id);
  return here.allowedNext.length === 0
    ? others
    : others.filter((stage) => here.allowedNext.includes(stage.id));
}

/** The one of these stages; for a reference field. */
export function known(stages: readonly Stage[], id: number): Stage {
  const stage = stages.find((candidate) => candidate.id === id);
  if (!stage) throw unknownReference('stageId', id);
  return stage;
}

function agreeing(stage: Stage, wish: Wish): Stage {
  if (wish.status === undefined || wish.status === statusIn(stage)) return stage;
  throw contradiction('status', `status: a task in stage ${stage.id} is ${statusIn(stage)}`);
}

function refused(here: Stage, where: string, allowed: readonly Stage[]): ProblemError {
  const ids = allowed.map((stage) => stage.id);
  const message = `A task cannot move from stage ${here.id} ${where}; allowed next: ${ids.join(', ') || 'none'}`;
  return new ProblemError('conflict', message, { field: 'stageId', data: { from: here.id, allowed: ids } });
}
