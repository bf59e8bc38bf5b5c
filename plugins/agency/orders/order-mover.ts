import type { Principal, Rows, Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import { type Order, type OrderValues, orderMoved, type Stage, stageEntered } from '../contract.js';
import { tell } from '../webhook-events.js';
import type { StageRecords } from '../workflows/stages.js';
import type { WorkflowReferences } from '../workflows/workflow-references.js';
import { targetOf } from './order-moves.js';
import { ORDERS, type OrderRow, orderOf } from './order-row.js';
import type { TransitionWork } from './transition-work.js';
import { RESTORED, transition } from './transitions.js';

type Wish = Pick<Partial<OrderValues>, 'status' | 'stageId'>;

/** Moves orders: the transition's guards, its effects, the row, and then what the stage brings with it. */
export class OrderMover {
  constructor(
    private readonly host: AgencyHost,
    private readonly workflows: WorkflowReferences,
    private readonly stages: StageRecords,
    private readonly work: TransitionWork,
  ) {}

  /** The caller holds the order's row. An order that is where it shall be stays: nothing happens twice. */
  async move(actor: Principal, order: Order, wish: Wish): Promise<Order> {
    if (wish.status === undefined && wish.stageId === undefined) return order;
    // First of all: who asks for what is not declared is told what is, not where the order may stand.
    if (wish.status !== undefined && wish.status !== order.status) transition(order.status, wish.status);
    const workflowId = await this.workflowOf(actor, order, wish);
    const stages = workflowId === null ? [] : await this.stages.of(actor, workflowId);
    const { status, stage } = targetOf(order, wish, stages);
    const stageId = stage?.id ?? null;
    if (status === order.status && stageId === order.stageId) return this.restored(actor, order, wish);

    const there = { ...order, status, workflowId, stageId };
    const columns = { status, workflowId, stageId, ...(await this.passed(actor, order, there)) };
    await this.rows(actor).where({ id: order.id }).update(columns);
    const moved = orderOf({ ...there, ...columns });
    if (status !== order.status) await this.tellMove(actor, moved, order);
    return stage && stageId !== order.stageId ? this.entered(actor, moved, stage) : moved;
  }

  async assertForOrders(tenant: Tenant, workflowId: number): Promise<void> {
    await this.workflows.lockFor(tenant, 'order', workflowId);
  }

  /** It is there already: what came of it once, and was undone, comes again for who asks for its status. */
  private async restored(actor: Principal, order: Order, wish: Wish): Promise<Order> {
    const effects = wish.status === undefined ? undefined : RESTORED[order.status];
    const changes = effects ? await this.work.run(actor, order, { effects }) : {};
    if (Object.keys(changes).length === 0) return order;
    await this.rows(actor).where({ id: order.id }).update(changes);
    return orderOf({ ...order, ...changes });
  }

  /** A draft comes into its workflow, or the first one for orders, with its submission. */
  private async workflowOf(tenant: Tenant, order: Order, wish: Wish): Promise<number | null> {
    const leaves = order.status === 'draft' && wish.status !== undefined && wish.status !== 'draft';
    if (order.workflowId !== null || !leaves || wish.status === 'cancelled') return order.workflowId;
    return this.workflows.firstFor(tenant, 'order');
  }

  private async passed(actor: Principal, from: Order, there: Order): Promise<Partial<Omit<Order, 'total'>>> {
    if (from.status === there.status) return {};
    const move = transition(from.status, there.status);
    await this.work.assertAllowed(actor, from, move);
    return this.work.run(actor, there, move);
  }

  private async tellMove(actor: Principal, order: Order, { status: fromStatus }: Order): Promise<void> {
    await this.host.db.publish(orderMoved, { actor, order, fromStatus });
    await tell(this.host, 'agency.order.moved', order, fromStatus, actor);
  }

  /** Effects of the stage may change the order: it is answered as they left it. */
  private async entered(actor: Principal, order: Order, { id }: Stage): Promise<Order> {
    const stage = await this.stages.hold(actor, id);
    await this.host.db.publish(stageEntered, { actor, stage, subject: { type: 'order', record: order } });
    if (stage.effects.length === 0) return order;
    const row = await this.rows(actor).where({ id: order.id }).first();
    return row ? orderOf(row) : order;
  }

  private rows(tenant: Tenant): Rows<OrderRow> {
    return this.host.db.of(ORDERS, tenant);
  }
}
