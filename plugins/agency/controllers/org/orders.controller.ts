import {
  Body,
  Controller,
  Delete,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  type Principal,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Order, OrderStatus, Orders } from '../../contract.js';
import type { PublicIds } from '../../public-ids.js';
import type { PublicId } from '../params.js';
import { type OrderBody, type OrderNames, type OrderPatch, type OrderView, orderView } from './order.view.js';

@Route('v1/orders')
@Tags('orders')
export class OrdersController extends Controller {
  constructor(
    private readonly orders: Orders,
    private readonly ids: PublicIds,
  ) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['orders:read'])
  async listOrders(
    @Request() request: HostRequest,
    @Query() status?: OrderStatus,
    @Query() clientId?: PublicId,
    @Query() serviceId?: PublicId,
    @Query() assigneeId?: PublicId,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<OrderView>> {
    const actor = principalOf(request);
    const found = await this.orders.list(actor, {
      status,
      clientId: await this.ids.sought(actor, 'client', clientId),
      serviceId: await this.ids.sought(actor, 'service', serviceId),
      assigneeId: await this.ids.sought(actor, 'user', assigneeId),
      page,
      perPage: limit,
    });
    const names = await this.namesOf(actor, found.items);
    return found.map((order) => orderView(order, names));
  }

  @Get('{publicId}')
  @Security('principal', ['orders:read'])
  async getOrder(@Request() request: HostRequest, @Path() publicId: string): Promise<OrderView> {
    const actor = principalOf(request);
    return this.view(actor, await this.orders.named(actor, publicId));
  }

  /** A draft, or submitted at once. 409 where the service is not offered any more. */
  @Post()
  @Security('principal', ['orders:write'])
  @SuccessResponse(201)
  async createOrder(@Request() request: HostRequest, @Body() body: OrderBody): Promise<OrderView> {
    const actor = principalOf(request);
    const { clientId, serviceId, assigneeId, workflowId, ...plain } = body;
    const order = await this.orders.create(actor, {
      ...plain,
      clientId: await this.ids.referred(actor, 'client', 'clientId', clientId),
      serviceId: await this.ids.referred(actor, 'service', 'serviceId', serviceId),
      assigneeId: await this.ids.referred(actor, 'user', 'assigneeId', assigneeId),
      workflowId: await this.ids.referred(actor, 'workflow', 'workflowId', workflowId),
    });
    return this.view(actor, order);
  }

  /**
   * Changes what is given. The status goes from draft to submitted or cancelled, from submitted to in_progress or
   * cancelled, from in_progress to in_review or cancelled, from in_review to in_progress or delivered, from delivered
   * to in_progress or completed; anything else is 409 with the allowed ones. Submitting needs a service that is
   * offered, sets the due date where none was given, and brings the order into its workflow. A stage of the workflow
   * that names a status holds only orders of that status: who asks for the stage moves the status with it, and who
   * asks for a status moves the order to the first stage that names it and may follow. Completing an order whose
   * service says `invoiceOnCompletion` drafts its invoice; once that is void or deleted, completing it again drafts another.
   */
  @Put('{publicId}')
  @Security('principal', ['orders:write'])
  async updateOrder(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: OrderPatch,
  ): Promise<OrderView> {
    const actor = principalOf(request);
    const { id } = await this.orders.named(actor, publicId);
    const { clientId, serviceId, assigneeId, workflowId, stageId, ...plain } = body;
    const order = await this.orders.update(actor, id, {
      ...plain,
      clientId: await this.ids.referred(actor, 'client', 'clientId', clientId),
      serviceId: await this.ids.referred(actor, 'service', 'serviceId', serviceId),
      assigneeId: await this.ids.referred(actor, 'user', 'assigneeId', assigneeId),
      workflowId: await this.ids.referred(actor, 'workflow', 'workflowId', workflowId),
      stageId: await this.ids.referred(actor, 'stage', 'stageId', stageId),
    });
    return this.view(actor, order);
  }

  /** Only a draft or a cancelled one; 409 else. Its messages go with it. */
  @Delete('{publicId}')
  @Security('principal', ['orders:write'])
  @SuccessResponse(204)
  async deleteOrder(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.orders.named(actor, publicId);
    await this.orders.delete(actor, id);
  }

  private async view(actor: Principal, order: Order): Promise<OrderView> {
    return orderView(order, await this.namesOf(actor, [order]));
  }

  private async namesOf(actor: Principal, orders: readonly Order[]): Promise<OrderNames> {
    const ids = <K extends keyof Order>(name: K) => orders.map((order) => order[name]);
    const [client, service, user, workflow, stage] = await Promise.all([
      this.ids.named(actor, 'client', ids('clientId')),
      this.ids.named(actor, 'service', ids('serviceId')),
      this.ids.named(actor, 'user', ids('assigneeId')),
      this.ids.named(actor, 'workflow', ids('workflowId')),
      this.ids.named(actor, 'stage', ids('stageId')),
    ]);
    return { client, service, user, workflow, stage };
  }
}
