import { ProblemError } from '#host';
import type { Order, OrderStatus, OrderValues, Stage } from '../contract.js';
import { contradiction } from '../problems.js';
import { following, known } from '../tasks/task-moves.js';

/** Where an order goes: its status, and its stage when it has come into a workflow. */
export interface Target {
  readonly status: OrderStatus;
  readonly stage: Stage | undefined;
}

type Wish = Pick<Partial<OrderValues>, 'status' | 'stageId'>;

/**
 * Status and stage go together: a stage that names a status holds only orders of that status. Who asks for a stage
 * moves the status with it, who asks for a status the stage, each along its own transitions. Stages without a status
 * stand beside it.
 */
export function targetOf(order: Order, wish: Wish, stages: readonly Stage[]): Target {
  const here = stages.find(({ id }) => id === order.stageId);
  if (wish.stageId !== undefined && wish.stageId !== here?.id) return byStage(order, here, wish, stages);
  const status = wish.status ?? order.status;
  return { status, stage: status === order.status ? here : stageOn(status, here, stages) };
}

function byStage(order: Order, here: Stage | undefined, wish: Wish, stages: readonly Stage[]): Target {
  const stage = known(stages, wish.stageId as number);
  const status = wish.status ?? stage.orderStatus ?? order.status;
  if (stage.orderStatus !== null && stage.orderStatus !== status)
    throw contradiction('status', `status: an order in the stage ${stage.name} is ${stage.orderStatus}`);
  if (!here && (status === 'draft' || status === 'cancelled'))
    throw new ProblemError('conflict', 'An order comes into its workflow when it is submitted', {
      field: 'stageId',
      data: { status },
    });
  if (here) assertFollows(stages, here, [stage]);
  return { status, stage };
}

/** The first that names this status; before that, while none does, the order stays where it is. */
function stageOn(status: OrderStatus, here: Stage | undefined, stages: readonly Stage[]): Stage | undefined {
  const naming = stages.filter((stage) => stage.orderStatus === status);
  if (!here)
    return status === 'cancelled'
      ? undefined
      : (naming[0] ?? stages.find(({ orderStatus }) => orderStatus === null));
  if (naming.length === 0 || naming.includes(here)) return here;
  return assertFollows(stages, here, naming);
}

/** The first of these stages that may follow; 409 with those that may where none of them does. */
function assertFollows(stages: readonly Stage[], here: Stage, wanted: readonly Stage[]): Stage {
  const allowed = following(stages, here);
  const stage = wanted.find((each) => allowed.includes(each));
  if (stage) return stage;
  const names = allowed.map(({ name }) => name).join(', ') || 'none';
  const message = `The order cannot move from ${here.name} to ${wanted[0]?.name}; allowed next: ${names}`;
  const data = { from: here.publicId, allowed: allowed.map(({ publicId }) => publicId) };
  throw new ProblemError('conflict', message, { field: 'stageId', data });
}
